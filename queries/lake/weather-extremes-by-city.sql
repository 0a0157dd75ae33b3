-- How cold, how warm and how warm on average was each city?
--
-- From the windows of ten minutes: extremes of extremes are exact, and each mean is weighted with its
-- readings. Not from the half hours: they overlap, and each reading is in three of them.
SELECT
  city,
  sum(readings) AS readings,
  min(min_temperature) AS min_temperature,
  max(max_temperature) AS max_temperature,
  sum(CAST(avg_temperature AS double) * readings) / sum(readings) AS avg_temperature
FROM windows_10m
GROUP BY city
ORDER BY city;
