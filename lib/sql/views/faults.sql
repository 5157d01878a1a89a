-- One row per fault of a file that is present: a code that never changes, and a sentence that names the HDU and the byte.
SELECT
  {{columns}}
FROM {{rows}}
WHERE card_type = 'fault'
