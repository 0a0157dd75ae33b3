-- Do the windows say what the readings say? Only the minutes and vehicles that differ: no row is good.
--
-- Windows that are still open have readings alone, and late readings are missing in a window until a
-- backfill, which changes Druid and not the lake.
WITH
  of_readings AS (
    SELECT
      date_trunc('minute', time) AS window_start,
      entity,
      count(*) AS readings,
      min(temp) AS min_temp,
      max(temp) AS max_temp
    FROM readings
    GROUP BY 1, 2
  ),
  of_windows AS (
    -- one row for each window and vehicle; a window that stands twice would show in the sum
    SELECT
      window_start,
      entity,
      sum(readings) AS readings,
      min(min_temp) AS min_temp,
      max(max_temp) AS max_temp
    FROM windows
    GROUP BY 1, 2
  )
SELECT
  coalesce(r.window_start, w.window_start) AS window_start,
  coalesce(r.entity, w.entity) AS entity,
  r.readings AS readings_raw,
  w.readings AS readings_windows,
  r.min_temp AS min_temp_raw,
  w.min_temp AS min_temp_windows,
  r.max_temp AS max_temp_raw,
  w.max_temp AS max_temp_windows
FROM of_readings r
FULL JOIN of_windows w ON r.window_start = w.window_start AND r.entity = w.entity
WHERE r.readings IS DISTINCT FROM w.readings
  OR r.min_temp IS DISTINCT FROM w.min_temp
  OR r.max_temp IS DISTINCT FROM w.max_temp
ORDER BY 1, 2;
