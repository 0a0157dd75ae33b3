-- Do the windows say what the readings say? Only the minutes and vehicles that differ: no row is good.
--
-- Windows that are still open have readings alone, and late readings are missing in a window until a
-- backfill. Druid compares 100,000 groups at most (druid.server.http.maxSubqueryRows) and refuses
-- more; then add WHERE __time >= … AND __time < … to both sides.
WITH
  "of_readings" AS (
    SELECT
      TIME_FLOOR(__time, 'PT1M') AS "window_start",
      "entity",
      COUNT(*) AS "readings",
      MIN("temp") AS "min_temp",
      MAX("temp") AS "max_temp",
      AVG("temp") AS "avg_temp",
      MAX("speed") AS "max_speed"
    FROM "sensor-data-raw"
    GROUP BY 1, 2
  ),
  "of_windows" AS (
    -- one row for each window and vehicle; a window that stands twice would show in the sum
    SELECT
      __time AS "window_start",
      "entity",
      SUM("readings") AS "readings",
      MIN("min_temp") AS "min_temp",
      MAX("max_temp") AS "max_temp",
      AVG("avg_temp") AS "avg_temp",
      MAX("max_speed") AS "max_speed"
    FROM "sensor-data-aggregated"
    GROUP BY 1, 2
  )
-- DISTINCT makes groups of the rows, which Druid can sort: see README.md
SELECT DISTINCT
  COALESCE(r."window_start", w."window_start") AS "window_start",
  COALESCE(r."entity", w."entity") AS "entity",
  r."readings" AS "readings_raw",
  w."readings" AS "readings_aggregated",
  r."min_temp" AS "min_temp_raw",
  w."min_temp" AS "min_temp_aggregated",
  r."max_temp" AS "max_temp_raw",
  w."max_temp" AS "max_temp_aggregated",
  r."avg_temp" AS "avg_temp_raw",
  w."avg_temp" AS "avg_temp_aggregated",
  r."max_speed" AS "max_speed_raw",
  w."max_speed" AS "max_speed_aggregated"
FROM "of_readings" r
FULL JOIN "of_windows" w ON r."window_start" = w."window_start" AND r."entity" = w."entity"
WHERE r."readings" IS DISTINCT FROM w."readings"
  OR r."min_temp" IS DISTINCT FROM w."min_temp"
  OR r."max_temp" IS DISTINCT FROM w."max_temp"
  OR ABS(r."avg_temp" - w."avg_temp") > 0.000001 -- Spark's is rounded to six places
  OR r."max_speed" IS DISTINCT FROM w."max_speed"
ORDER BY 1, 2
