-- Is each record of the raw topic a row once? Rows and different offsets of each partition are equal then.
SELECT
  kafka_partition,
  count(*) AS readings,
  count(DISTINCT kafka_offset) AS offsets,
  min(kafka_offset) AS first_offset,
  max(kafka_offset) AS last_offset
FROM readings
GROUP BY kafka_partition
ORDER BY kafka_partition;
