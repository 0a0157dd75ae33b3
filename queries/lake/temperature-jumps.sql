-- Which ten readings differ most from the one before? A sensor that jumps may be broken.
SELECT time, sensor, temperature, temperature - before AS jump
FROM (
  SELECT
    time,
    sensor,
    temperature,
    lag(temperature) OVER (PARTITION BY sensor ORDER BY time) AS before
  FROM readings
) AS pairs
WHERE before IS NOT NULL
ORDER BY abs(temperature - before) DESC, time, sensor
LIMIT 10;
