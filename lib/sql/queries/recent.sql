-- Files that have changed since yesterday
SELECT last_modified, object, size, source_key
FROM files
WHERE last_modified >= current_date - INTERVAL '1' DAY
ORDER BY last_modified DESC, source_key, source_bucket
