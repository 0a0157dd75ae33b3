-- How many customers ordered in each month, and what did they bring in? The customers exactly.
SELECT
  date_trunc('month', lo_orderdate) AS month,
  count(*) AS lines,
  count(DISTINCT lo_custkey) AS customers,
  sum(lo_revenue) AS revenue,
  sum(profit) AS profit
FROM readings
GROUP BY 1
ORDER BY 1;
