-- Which ten users came most often, and from when to when?
SELECT uid, count(*) AS visits, min(ts) AS first_visit, max(ts) AS last_visit
FROM readings
GROUP BY uid
ORDER BY visits DESC, uid
LIMIT 10;
