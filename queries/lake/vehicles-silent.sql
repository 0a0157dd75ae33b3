-- Which ten vehicles were silent the longest between two of their windows?
SELECT entity, window_start AS silent_from, next_window AS silent_to
FROM (
  SELECT
    entity,
    window_start,
    lead(window_start) OVER (PARTITION BY entity ORDER BY window_start) AS next_window
  FROM windows
) AS pairs
WHERE next_window IS NOT NULL
ORDER BY next_window - window_start DESC, entity, window_start
LIMIT 10;
