-- Which ten stores sold the most? In whole units of money; the columns are cents.
--
-- ORDER BY names two columns: by one alone Druid would take the top ten approximately (topN).
SELECT
  "store_id",
  SUM("sales") AS "sales",
  SUM("sum_amount") / 100.0 AS "amount",
  MAX("max_amount") / 100.0 AS "largest_sale",
  SUM("sum_amount") / 100.0 / SUM("sales") AS "mean_sale"
FROM "sales-avro-aggregated"
GROUP BY "store_id"
ORDER BY "amount" DESC, "store_id"
LIMIT 10
