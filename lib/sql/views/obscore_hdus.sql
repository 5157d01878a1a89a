-- One row per HDU with a position on the sky, for the files in obscore. What an HDU does not say itself comes from the
-- row of its file.
SELECT
  {{columns}}
FROM (
  SELECT
    source_bucket,
    source_key,
    collection,
    hdu,
    s_ra AS own_s_ra,
    {{facts_of_file}},
    {{own_values_or_of_file}}
  FROM (
    SELECT
      source_bucket,
      source_key,
      collection,
      hdu,
      {{facts}},
      {{derived_values}}
    FROM {{rows}}
    WHERE {{is_derived_or_fact}}
    GROUP BY source_bucket, source_key, collection, hdu
  ) AS file_or_hdu
  WINDOW whole_file AS (PARTITION BY source_bucket, source_key, collection)
) AS observation
WHERE own_s_ra IS NOT NULL AND hdu <> '' AND {{is_observation}}
