-- One row per card: the header cards of the files that are present.
SELECT
  source_bucket,
  source_key,
  {{source_url}} AS source_url,
  collection,
  try_cast(hdu AS integer) AS hdu,
  try_cast(card_index AS integer) AS card_index,
  card_name,
  CASE WHEN card_type <> 'undefined' THEN card_value END AS card_value,
  CASE WHEN card_type IN ('integer', 'float') THEN try_cast(card_value AS double) END AS card_number,
  card_comment,
  card_type
FROM lake_rows
WHERE card_type IN ({{card_types}})
