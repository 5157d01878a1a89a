-- Which files are faulty, and why?
SELECT source_url, code, hdu, byte, reason
FROM faults
ORDER BY source_url, byte, code
