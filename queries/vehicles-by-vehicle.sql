-- How warm was it in each vehicle, and what was the humidity at last?
--
-- The producer writes the local time of Berlin; __time is UTC, as in every datasource.
SELECT
  "entity",
  SUM("readings") AS "readings",
  MIN("min_temp") AS "min_temp",
  MAX("max_temp") AS "max_temp",
  LATEST("last_humidity") AS "last_humidity",
  MAX(__time) AS "last_window"
FROM "vehicles-aggregated"
GROUP BY 1
ORDER BY 1
