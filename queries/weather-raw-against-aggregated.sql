-- Do the windows of ten minutes say what the readings say? Only the windows and cities that differ: no
-- row is good. The readings are those that fulfil the definition's "where".
--
-- Windows that are still open have readings alone, and late readings are missing in a window until a
-- backfill. Druid compares 100,000 groups at most (druid.server.http.maxSubqueryRows) and refuses
-- more; then add the bounds of __time to both sides.
WITH
  "of_readings" AS (
    SELECT
      TIME_FLOOR(__time, 'PT10M') AS "window_start",
      "city",
      COUNT(*) AS "readings",
      MIN("temperature") AS "min_temperature",
      MAX("temperature") AS "max_temperature",
      AVG("temperature") AS "avg_temperature"
    FROM "weather-raw"
    WHERE "temperature" >= 0 AND "temperature" <= 120
    GROUP BY 1, 2
  ),
  "of_windows" AS (
    -- one row for each window and city; a window that stands twice would show in the sum
    SELECT
      __time AS "window_start",
      "city",
      SUM("readings") AS "readings",
      MIN("min_temperature") AS "min_temperature",
      MAX("max_temperature") AS "max_temperature",
      AVG("avg_temperature") AS "avg_temperature"
    FROM "weather-aggregated"
    GROUP BY 1, 2
  )
-- DISTINCT makes groups of the rows, which Druid can sort: see README.md
SELECT DISTINCT
  COALESCE(r."window_start", w."window_start") AS "window_start",
  COALESCE(r."city", w."city") AS "city",
  r."readings" AS "readings_raw",
  w."readings" AS "readings_aggregated",
  r."min_temperature" AS "min_temperature_raw",
  w."min_temperature" AS "min_temperature_aggregated",
  r."max_temperature" AS "max_temperature_raw",
  w."max_temperature" AS "max_temperature_aggregated",
  r."avg_temperature" AS "avg_temperature_raw",
  w."avg_temperature" AS "avg_temperature_aggregated"
FROM "of_readings" r
FULL JOIN "of_windows" w ON r."window_start" = w."window_start" AND r."city" = w."city"
WHERE r."readings" IS DISTINCT FROM w."readings"
  OR r."min_temperature" IS DISTINCT FROM w."min_temperature"
  OR r."max_temperature" IS DISTINCT FROM w."max_temperature"
  OR ABS(r."avg_temperature" - w."avg_temperature") > 0.00001 -- Spark's is rounded to five places
ORDER BY 1, 2
