-- Which ten half hours were the hottest on average, whatever ten minutes they began at?
--
-- The first and the last ones of a run are not full; readings tells.
SELECT window_start, city, readings, avg_temperature, dev_temperature, max_temperature
FROM windows_30m_every_10m
ORDER BY avg_temperature DESC, window_start, city
LIMIT 10;
