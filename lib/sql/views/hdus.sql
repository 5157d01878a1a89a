-- One row per HDU: its position in the uncompressed file, and the everyday columns of its own header only.
SELECT
  {{columns}}
FROM (
  SELECT
    source_bucket,
    source_key,
    collection,
    hdu,
    count(CASE WHEN card_type = 'hdu' THEN 1 END) AS hdu_rows,
    {{facts}},
    {{keywords_of_hdu}}
  FROM {{rows}}
  WHERE card_type = 'hdu' OR ({{is_keyword_or_extension}})
  GROUP BY source_bucket, source_key, collection, hdu
) AS one_hdu
WHERE hdu_rows > 0
