-- Which ten orders were the largest, and how were their lines shipped?
SELECT
  lo_orderkey,
  count(*) AS lines,
  count(DISTINCT lo_shipmode) AS shipmodes,
  sum(lo_quantity) AS quantity,
  sum(lo_revenue) AS revenue
FROM readings
GROUP BY lo_orderkey
ORDER BY revenue DESC, lo_orderkey
LIMIT 10;
