-- Which ten stores sold the most? From the windows; amounts are cents.
SELECT
  store_id,
  sum(sales) AS sales,
  sum(sum_amount) AS sum_amount,
  max(max_amount) AS max_amount
FROM windows
GROUP BY store_id
ORDER BY sum_amount DESC, store_id
LIMIT 10;
