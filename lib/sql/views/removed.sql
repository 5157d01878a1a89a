-- One row per file that was in the lake and has been deleted since.
SELECT
  {{columns}}
FROM {{rows}}
WHERE card_type = 'tombstone' AND card_name = 'removed'
