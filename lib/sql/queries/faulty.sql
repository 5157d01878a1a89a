-- Which files are faulty, and why?
SELECT source_key, code, hdu, byte, reason
FROM faults
ORDER BY source_key, byte, code
