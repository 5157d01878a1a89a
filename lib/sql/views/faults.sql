-- One row per fault of a file that is present: a stable code, and a sentence that names HDU and byte.
SELECT
  source_bucket,
  source_key,
  {{source_url}} AS source_url,
  collection,
  try_cast(hdu AS integer) AS hdu,
  try_cast(card_comment AS bigint) AS byte,
  card_name AS code,
  card_value AS reason
FROM lake_rows
WHERE card_type = 'fault'
