-- Which ten half hours were the hottest on average, whatever ten minutes they began at?
--
-- From the windows that slide. The first and the last ones of a run are not full; "readings" tells.
-- Each group is one row of the datasource; without groups Druid sorts a table by time only.
SELECT
  __time AS "window_start",
  "city",
  SUM("readings") AS "readings",
  MAX("avg_temperature") AS "avg_temperature",
  MAX("dev_temperature") AS "dev_temperature",
  MAX("max_temperature") AS "max_temperature"
FROM "weather-half-hours"
GROUP BY 1, 2
ORDER BY "avg_temperature" DESC, "window_start", "city"
LIMIT 10
