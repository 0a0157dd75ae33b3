-- How warm was it in each hour, by the windows of its minutes?
SELECT
  date_trunc('hour', window_start) AS hour,
  sensor,
  sum(readings) AS readings,
  sum(CAST(avg_temperature AS double) * readings) / sum(readings) AS avg_temperature,
  max(max_temperature) AS max_temperature
FROM windows
GROUP BY 1, 2
ORDER BY 1, 2;
