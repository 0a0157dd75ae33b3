-- How cold and how warm was it in each city? From the windows of a day.
SELECT
  city,
  sum(readings) AS readings,
  min(min_temp) AS min_temp,
  max(max_temp) AS max_temp
FROM windows
GROUP BY city
ORDER BY city;
