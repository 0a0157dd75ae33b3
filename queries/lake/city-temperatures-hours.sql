-- At what hour of the day is it the warmest?
SELECT
  extract(HOUR FROM ts) AS hour,
  count(*) AS readings,
  avg(CAST(temperature AS double)) AS avg_temperature
FROM readings
GROUP BY 1
ORDER BY 1;
