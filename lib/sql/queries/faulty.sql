-- Which files are faulty, and why?
SELECT source_key, code, reason
FROM faults
ORDER BY source_key, byte, code, reason
