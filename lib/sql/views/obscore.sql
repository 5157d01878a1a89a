-- One row per file that looks like an observation, in the terms of IVOA ObsCore: it has a time, or an image with
-- celestial axes, or a target with a facility or an instrument. What the headers do not say is NULL.
SELECT
  {{columns}}
FROM (
  SELECT
    source_bucket,
    source_key,
    collection,
    {{facts}},
    {{derived_values}}
  FROM {{rows}}
  WHERE hdu = '' AND ({{is_derived_or_fact}})
  GROUP BY source_bucket, source_key, collection
) AS observation
WHERE {{is_observation}}
