-- What did the orders of each priority bring in? In whole units of money; the columns are cents.
--
-- "customers" is the estimate of the merged sketches, within 4.9 % of the true number.
SELECT
  "lo_orderpriority",
  SUM("lines") AS "lines",
  SUM("sum_revenue") / 100.0 AS "revenue",
  SUM("sum_profit") / 100.0 AS "profit",
  SUM("sum_discounted") / 100.0 AS "discounted",
  APPROX_COUNT_DISTINCT_DS_HLL("customers") AS "customers"
FROM "lineorder-aggregated"
GROUP BY "lo_orderpriority"
ORDER BY "lo_orderpriority"
