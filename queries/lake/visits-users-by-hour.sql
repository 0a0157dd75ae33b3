-- How many different users were there in each hour? Exactly, which sketches only estimate.
SELECT
  date_trunc('hour', ts) AS hour,
  count(*) AS visits,
  count(DISTINCT uid) AS users
FROM readings
GROUP BY 1
ORDER BY 1;
