-- How warm was it in each vehicle, and what was the humidity at last?
SELECT
  entity,
  count(*) AS readings,
  min(temp) AS min_temp,
  max(temp) AS max_temp,
  max_by(humidity, time) AS last_humidity
FROM readings
GROUP BY entity
ORDER BY entity;
