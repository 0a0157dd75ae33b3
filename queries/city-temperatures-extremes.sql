-- How cold and how warm was it in each city?
SELECT
  "city",
  SUM("readings") AS "readings",
  MIN("min_temp") AS "min_temp",
  MAX("max_temp") AS "max_temp"
FROM "city-temperatures-aggregated"
GROUP BY 1
ORDER BY 1
