-- What did the orders of each priority bring in? From the windows of a day, in cents.
SELECT
  lo_orderpriority,
  sum(lines) AS lines,
  sum(sum_revenue) AS revenue,
  sum(sum_profit) AS profit,
  sum(sum_discounted) AS discounted
FROM windows
GROUP BY lo_orderpriority
ORDER BY lo_orderpriority;
