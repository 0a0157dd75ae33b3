-- Where was each vehicle last, and what did it do there?
SELECT
  entity,
  max(time) AS last_seen,
  max_by(lat, time) AS lat,
  max_by(lon, time) AS lon,
  max_by(status, time) AS status
FROM readings
GROUP BY entity
ORDER BY entity;
