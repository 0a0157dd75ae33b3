-- Where was each vehicle last, and what did it do there?
--
-- From the windows: each has the last reading of its minute, and LATEST takes that of the last window.
-- It goes by __time, which is the window's start. For the position at another moment add
-- WHERE __time < TIMESTAMP '2026-01-01 12:00:00'.
SELECT
  "entity",
  MAX(__time) AS "window_start",
  LATEST("last_lat") AS "lat",
  LATEST("last_lon") AS "lon",
  LATEST("last_fuel") AS "fuel",
  LATEST("last_status", 128) AS "status" -- texts of 128 bytes at most
FROM "sensor-data-aggregated"
GROUP BY "entity"
ORDER BY "entity"
