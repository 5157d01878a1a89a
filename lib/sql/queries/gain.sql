-- Another keyword as a column, here GAIN, from every HDU that has it
SELECT source_key, hdu, card_number AS gain, card_comment
FROM headers
WHERE card_name = 'GAIN'
ORDER BY source_key, source_bucket, hdu, card_index
