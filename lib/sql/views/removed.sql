-- One row per file that was in the lake and has been deleted since.
SELECT
  {{columns}}
FROM lake_rows
WHERE card_type = 'tombstone' AND card_name = 'removed'
