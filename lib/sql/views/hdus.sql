-- One row per HDU: where it lies in the unpacked file, and the everyday columns of its own header alone.
-- EXTVER is 1 where a header names its extension and no version (FITS 4.0, 4.4.2.6).
SELECT
  source_bucket,
  source_key,
  {{source_url}} AS source_url,
  collection,
  try_cast(hdu AS integer) AS hdu,
  type,
  extname,
  CASE WHEN extver IS NULL AND extname IS NOT NULL THEN 1 ELSE try_cast({{extver}} AS integer) END AS extver,
  try_cast(header_offset AS bigint) AS header_offset,
  try_cast(data_offset AS bigint) AS data_offset,
  try_cast(data_length AS bigint) AS data_length,
  {{everyday}}
FROM (
  SELECT
    source_bucket,
    source_key,
    collection,
    hdu,
    count(CASE WHEN card_type = 'hdu' THEN 1 END) AS hdu_rows,
    max(CASE WHEN card_type = 'hdu' AND card_name = 'type' THEN card_value END) AS type,
    max(CASE WHEN card_type = 'hdu' AND card_name = 'header_offset' THEN card_value END) AS header_offset,
    max(CASE WHEN card_type = 'hdu' AND card_name = 'data_offset' THEN card_value END) AS data_offset,
    max(CASE WHEN card_type = 'hdu' AND card_name = 'data_length' THEN card_value END) AS data_length,
    {{extname_in_hdu}},
    {{everyday_in_hdu}}
  FROM lake_rows
  WHERE card_type = 'hdu' OR ({{is_everyday_or_extname}})
  GROUP BY source_bucket, source_key, collection, hdu
) AS one_hdu
WHERE hdu_rows > 0
