-- What was sold in each hour, in how many stores, and how much at a time? In cents.
SELECT
  date_trunc('hour', sale_ts) AS hour,
  count(*) AS sales,
  count(DISTINCT store_id) AS stores,
  sum(sale_amount) AS amount,
  avg(CAST(sale_amount AS double)) AS avg_amount
FROM readings
GROUP BY 1
ORDER BY 1;
