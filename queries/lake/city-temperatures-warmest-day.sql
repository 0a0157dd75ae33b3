-- Which day was the warmest of each city, and how warm was it on average?
SELECT city, max_by(window_start, avg_temp) AS day, max(avg_temp) AS avg_temp
FROM windows
GROUP BY city
ORDER BY city;
