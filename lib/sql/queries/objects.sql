-- What was observed, with filter and exposure time, by instrument and date
SELECT instrume, date_obs, object, filter, exptime, source_key
FROM files
WHERE object IS NOT NULL
ORDER BY instrume, date_obs, source_key, source_bucket
