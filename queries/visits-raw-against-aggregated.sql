-- How far are the sketches from the truth? For each hour the users counted one by one in the readings,
-- the estimate of the merged sketches of its minutes, and the relative error, within 0.049 (4.9 %).
--
-- COUNT(DISTINCT "uid") is an estimate too in Druid unless the context says otherwise
-- (useApproximateCountDistinct: false), so the users are made to rows first and the rows are counted.
-- The hour of open windows has visits in the readings that it has not yet in the windows.
WITH
  "users_of_hours" AS (
    SELECT TIME_FLOOR(__time, 'PT1H') AS "hour", "uid", COUNT(*) AS "visits"
    FROM "visits-raw"
    GROUP BY 1, 2
  ),
  "of_readings" AS (
    SELECT "hour", SUM("visits") AS "visits", COUNT(*) AS "users"
    FROM "users_of_hours"
    GROUP BY 1
  ),
  "of_windows" AS (
    SELECT
      TIME_FLOOR(__time, 'PT1H') AS "hour",
      SUM("visits") AS "visits",
      APPROX_COUNT_DISTINCT_DS_HLL("users") AS "users"
    FROM "visits-aggregated"
    GROUP BY 1
  )
-- DISTINCT makes groups of the rows, which Druid can sort: see README.md
SELECT DISTINCT
  COALESCE(r."hour", w."hour") AS "hour",
  r."visits" AS "visits_raw",
  w."visits" AS "visits_aggregated",
  r."users" AS "users_exact",
  w."users" AS "users_estimated",
  (w."users" - r."users") * 1.0 / r."users" AS "error"
FROM "of_readings" r
FULL JOIN "of_windows" w ON r."hour" = w."hour"
ORDER BY 1
