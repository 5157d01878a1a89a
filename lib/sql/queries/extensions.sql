-- Where does the HDU SCI,1 of each file start, and where are its data?
SELECT source_key, hdu, header_offset, data_offset, data_length
FROM hdus
WHERE extname = 'SCI' AND extver = 1
ORDER BY source_key, source_bucket, hdu
