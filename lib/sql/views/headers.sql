-- One row per card: the header cards of the files that are present.
SELECT
  {{columns}}
FROM lake_rows
WHERE card_type IN ({{card_types}})
