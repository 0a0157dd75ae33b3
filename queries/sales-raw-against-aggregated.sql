-- Are Spark's sums those that Druid itself adds up from the readings? Only the stores and minutes for
-- which they differ: no row is good. Amounts are whole cents, so the sums are the same numbers.
--
-- Windows that are still open have readings alone, and late readings are missing in a window until a
-- backfill. Druid compares 100,000 groups at most (druid.server.http.maxSubqueryRows) and refuses
-- more; then add WHERE __time >= … AND __time < … to both sides.
WITH
  "by_druid" AS (
    SELECT
      TIME_FLOOR(__time, 'PT1M') AS "window_start",
      "store_id",
      COUNT(*) AS "sales",
      SUM("sale_amount") AS "sum_amount",
      MAX("sale_amount") AS "max_amount"
    FROM "sales-raw"
    GROUP BY 1, 2
  ),
  "by_spark" AS (
    -- one row for each window and store; a window that stands twice would show in the sums
    SELECT
      __time AS "window_start",
      "store_id",
      SUM("sales") AS "sales",
      SUM("sum_amount") AS "sum_amount",
      MAX("max_amount") AS "max_amount"
    FROM "sales-aggregated"
    GROUP BY 1, 2
  )
-- DISTINCT makes groups of the rows, which Druid can sort: see README.md
SELECT DISTINCT
  COALESCE(d."window_start", s."window_start") AS "window_start",
  COALESCE(d."store_id", s."store_id") AS "store_id",
  d."sales" AS "sales_by_druid",
  s."sales" AS "sales_by_spark",
  d."sum_amount" AS "sum_by_druid",
  s."sum_amount" AS "sum_by_spark",
  d."max_amount" AS "max_by_druid",
  s."max_amount" AS "max_by_spark"
FROM "by_druid" d
FULL JOIN "by_spark" s ON d."window_start" = s."window_start" AND d."store_id" = s."store_id"
WHERE d."sales" IS DISTINCT FROM s."sales"
  OR d."sum_amount" IS DISTINCT FROM s."sum_amount"
  OR d."max_amount" IS DISTINCT FROM s."max_amount"
ORDER BY 1, 2
