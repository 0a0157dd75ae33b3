-- How warm was it in each hour, by the windows of its minutes?
--
-- The mean of the hour is that of the minutes, each weighted with its readings: minutes without a
-- value, or with fewer, then count for what they have.
SELECT
  TIME_FLOOR(__time, 'PT1H') AS "hour",
  "sensor",
  SUM("readings") AS "readings",
  SUM("avg_temperature" * "readings") / SUM("readings") AS "avg_temperature",
  MAX("max_temperature") AS "max_temperature"
FROM "temperature-aggregated"
GROUP BY 1, 2
ORDER BY 1, 2
