-- Are Spark's sums those that Druid itself adds up from the lines? Only the days, priorities and ways of
-- shipping for which they differ: no row is good. All is whole cents, so the sums are the same numbers.
--
-- Windows that are still open have lines alone, and late lines are missing in a window until a
-- backfill. Druid compares 100,000 groups at most (druid.server.http.maxSubqueryRows) and refuses
-- more; then add the bounds of __time to both sides.
WITH
  "by_druid" AS (
    SELECT
      TIME_FLOOR(__time, 'P1D') AS "window_start",
      "lo_orderpriority",
      "lo_shipmode",
      COUNT(*) AS "lines",
      SUM("lo_revenue") AS "sum_revenue",
      SUM("lo_revenue" - "lo_supplycost") AS "sum_profit",
      -- each line is rounded half up, as the derived field is; the division is that of whole numbers
      SUM(("lo_extendedprice" * "lo_discount" + 50) / 100) AS "sum_discounted"
    FROM "lineorder-raw"
    GROUP BY 1, 2, 3
  ),
  "by_spark" AS (
    -- one row for each window and group; a window that stands twice would show in the sums
    SELECT
      __time AS "window_start",
      "lo_orderpriority",
      "lo_shipmode",
      SUM("lines") AS "lines",
      SUM("sum_revenue") AS "sum_revenue",
      SUM("sum_profit") AS "sum_profit",
      SUM("sum_discounted") AS "sum_discounted"
    FROM "lineorder-aggregated"
    GROUP BY 1, 2, 3
  )
-- DISTINCT makes groups of the rows, which Druid can sort: see README.md
SELECT DISTINCT
  COALESCE(d."window_start", s."window_start") AS "window_start",
  COALESCE(d."lo_orderpriority", s."lo_orderpriority") AS "lo_orderpriority",
  COALESCE(d."lo_shipmode", s."lo_shipmode") AS "lo_shipmode",
  d."lines" AS "lines_by_druid",
  s."lines" AS "lines_by_spark",
  d."sum_revenue" AS "revenue_by_druid",
  s."sum_revenue" AS "revenue_by_spark",
  d."sum_profit" AS "profit_by_druid",
  s."sum_profit" AS "profit_by_spark",
  d."sum_discounted" AS "discounted_by_druid",
  s."sum_discounted" AS "discounted_by_spark"
FROM "by_druid" d
FULL JOIN "by_spark" s
  ON d."window_start" = s."window_start"
  AND d."lo_orderpriority" = s."lo_orderpriority"
  AND d."lo_shipmode" = s."lo_shipmode"
WHERE d."lines" IS DISTINCT FROM s."lines"
  OR d."sum_revenue" IS DISTINCT FROM s."sum_revenue"
  OR d."sum_profit" IS DISTINCT FROM s."sum_profit"
  OR d."sum_discounted" IS DISTINCT FROM s."sum_discounted"
ORDER BY 1, 2, 3
