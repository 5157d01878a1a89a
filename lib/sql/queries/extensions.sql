-- Position of the HDU SCI,1 and its data in each file
SELECT source_key, hdu, header_offset, data_offset, data_length
FROM hdus
WHERE extname = 'SCI' AND extver = 1
ORDER BY source_key, source_bucket, hdu
