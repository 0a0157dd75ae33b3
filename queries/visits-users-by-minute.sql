-- How many different users were there in each minute?
--
-- A window is a minute, so the sketches are asked as they are.
-- The estimate is within 4.9 % of the true number.
SELECT
  TIME_FLOOR(__time, 'PT1M') AS "minute",
  SUM("visits") AS "visits",
  APPROX_COUNT_DISTINCT_DS_HLL("users") AS "users"
FROM "visits-aggregated"
GROUP BY 1
ORDER BY 1
