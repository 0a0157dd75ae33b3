-- What temperature was not exceeded in 95 of 100 readings of each city? Exactly, by rank.
SELECT city, max(of_city) AS readings, min(temperature) AS p95_temperature
FROM (
  SELECT
    city,
    temperature,
    row_number() OVER (PARTITION BY city ORDER BY temperature) AS place,
    count(*) OVER (PARTITION BY city) AS of_city
  FROM readings
  WHERE temperature >= 0 AND temperature <= 120
) AS ranked
WHERE place * 100 >= of_city * 95
GROUP BY city
ORDER BY city;
