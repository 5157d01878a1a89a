-- Who made the files (ORIGIN)
SELECT card_value AS origin, count(*) AS headers
FROM headers
WHERE card_name = 'ORIGIN'
GROUP BY card_value
ORDER BY headers DESC, origin
