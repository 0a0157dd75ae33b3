-- Which ten vehicles were the fastest, and how hot did they get?
--
-- From the windows. A mean of means would be wrong where windows have different numbers of readings,
-- so each mean is weighted with them. For the hottest, begin ORDER BY with "max_temp" DESC.
-- ORDER BY names two columns: by one alone Druid would take the top ten approximately (topN).
SELECT
  "entity",
  SUM("readings") AS "readings",
  MAX("max_speed") AS "max_speed",
  SUM("avg_speed" * "readings") / SUM("readings") AS "avg_speed",
  MAX("max_temp") AS "max_temp",
  SUM("avg_temp" * "readings") / SUM("readings") AS "avg_temp"
FROM "sensor-data-aggregated"
GROUP BY "entity"
ORDER BY "max_speed" DESC, "entity"
LIMIT 10
