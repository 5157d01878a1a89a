-- Observations without a position on the sky, and why
SELECT derived_from AS why, image_type, instrument_name, target_name, o.source_key
FROM obscore AS o
LEFT JOIN derived AS d
  ON d.source_bucket = o.source_bucket AND d.source_key = o.source_key AND d.collection = o.collection
  AND d.hdu IS NULL AND d.name = 's_ra'
WHERE o.s_ra IS NULL
ORDER BY why, image_type, instrument_name, o.source_key, o.source_bucket
