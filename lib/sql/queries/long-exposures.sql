-- Exposures longer than 100 s
SELECT exptime, object, filter, instrume, date_obs, source_key
FROM files
WHERE exptime > 100
ORDER BY exptime DESC, source_key, source_bucket
