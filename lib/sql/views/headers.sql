-- One row per card: the header cards of the files that are present.
SELECT
  {{columns}}
FROM {{rows}}
WHERE {{is_card}}
