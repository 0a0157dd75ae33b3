-- How many vehicles reported in each hour, how often, and how fast did they go?
--
-- A mean as a double: Trino would round that of a decimal to the places of the field.
SELECT
  date_trunc('hour', time) AS hour,
  count(*) AS readings,
  count(DISTINCT entity) AS vehicles,
  avg(CAST(speed AS double)) AS avg_speed,
  max(speed) AS max_speed
FROM readings
GROUP BY 1
ORDER BY 1;
