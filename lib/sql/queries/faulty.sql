-- Faulty files, with the reasons
SELECT source_key, code, reason
FROM faults
ORDER BY source_key, byte, code, reason
