-- One row per file that was in the lake and is gone from its source.
SELECT
  source_bucket,
  source_key,
  {{source_url}} AS source_url,
  collection,
  try_cast(replace(replace(card_value, 'T', ' '), 'Z', '') AS timestamp(6)) AS removed_at
FROM lake_rows
WHERE card_type = 'tombstone' AND card_name = 'removed'
