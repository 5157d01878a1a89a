-- One row per derived value, which is a column of obscore or, with an HDU, of obscore_hdus; and what it comes from.
SELECT
  {{columns}}
FROM {{rows}}
WHERE card_type = 'derived'
