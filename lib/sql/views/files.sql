-- One row per file that is present, whether or not it could be read. Each everyday column comes from the primary
-- header or, failing that, from the first extension that has it: its first value that is not blank.
SELECT
  {{columns}}
FROM (
  SELECT
    source_bucket,
    source_key,
    collection,
    count(CASE WHEN card_type = 'file' THEN 1 END) AS file_rows,
    {{facts}},
    count(CASE WHEN card_type = 'fault' THEN 1 END) AS faults,
    {{keywords_of_file}}
  FROM {{rows}}
  WHERE card_type IN ('file', 'fault') OR ({{is_keyword}})
  GROUP BY source_bucket, source_key, collection
) AS file
WHERE file_rows > 0
