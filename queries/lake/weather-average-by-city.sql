-- How warm was it on average in each city? From the readings that the windows count.
SELECT
  city,
  count(*) AS readings,
  avg(CAST(temperature AS double)) AS avg_temperature
FROM readings
WHERE temperature >= 0 AND temperature <= 120
GROUP BY city
ORDER BY city;
