-- How cold, how warm and how warm on average was each city?
--
-- From the windows of ten minutes: extremes of extremes are exact, and each mean is weighted with its
-- readings. Not from the half hours: they overlap, and each reading is in three of them.
SELECT
  "city",
  SUM("readings") AS "readings",
  MIN("min_temperature") AS "min_temperature",
  MAX("max_temperature") AS "max_temperature",
  SUM("avg_temperature" * "readings") / SUM("readings") AS "avg_temperature"
FROM "weather-aggregated"
GROUP BY "city"
ORDER BY "city"
