-- One row per derived value: a column of obscore (without an HDU) or obscore_hdus, and what it comes from.
SELECT
  {{columns}}
FROM lake_rows
WHERE card_type = 'derived'
