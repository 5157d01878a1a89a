-- One row per file that is present, whether or not it could be read. An everyday column has the first value
-- that is not blank: of the primary header, else of the first extension that has one.
SELECT
  source_bucket,
  source_key,
  {{source_url}} AS source_url,
  collection,
  try_cast(size AS bigint) AS size,
  try_cast(last_modified AS timestamp(6)) AS last_modified,
  try_cast(extracted_at AS timestamp(6)) AS extracted_at,
  etag,
  container,
  try_cast(hdu_count AS integer) AS hdu_count,
  try_cast(card_count AS integer) AS card_count,
  try_cast(bytes_read AS bigint) AS bytes_read,
  try_cast(requests AS integer) AS requests,
  faults,
  {{everyday}}
FROM (
  SELECT
    source_bucket,
    source_key,
    collection,
    count(CASE WHEN card_type = 'file' THEN 1 END) AS file_rows,
    max(CASE WHEN card_type = 'file' AND card_name = 'size' THEN card_value END) AS size,
    max(CASE WHEN card_type = 'file' AND card_name = 'last_modified' THEN card_value END) AS last_modified,
    max(CASE WHEN card_type = 'file' AND card_name = 'extracted_at' THEN card_value END) AS extracted_at,
    max(CASE WHEN card_type = 'file' AND card_name = 'etag' THEN card_value END) AS etag,
    max(CASE WHEN card_type = 'file' AND card_name = 'container' THEN card_value END) AS container,
    max(CASE WHEN card_type = 'file' AND card_name = 'hdu_count' THEN card_value END) AS hdu_count,
    max(CASE WHEN card_type = 'file' AND card_name = 'card_count' THEN card_value END) AS card_count,
    max(CASE WHEN card_type = 'file' AND card_name = 'bytes_read' THEN card_value END) AS bytes_read,
    max(CASE WHEN card_type = 'file' AND card_name = 'requests' THEN card_value END) AS requests,
    count(CASE WHEN card_type = 'fault' THEN 1 END) AS faults,
    {{everyday_in_file}}
  FROM lake_rows
  WHERE card_type IN ('file', 'fault') OR ({{is_everyday}})
  GROUP BY source_bucket, source_key, collection
) AS file
WHERE file_rows > 0
