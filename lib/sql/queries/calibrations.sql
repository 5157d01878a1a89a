-- Calibration frames for an observation, the nearest in time first: flats in its filter, darks, biases and arcs
-- :key varchar meridian/20240912/m31-r.fits source key, URL or path of the observation
SELECT
  c.image_type,
  c.filter,
  c.t_exptime,
  round(abs(c.t_min - o.t_min), 6) AS days_apart,
  c.obs_start,
  c.path
FROM obscore AS o
JOIN obscore AS c ON c.instrument_name = o.instrument_name AND c.source_bucket = o.source_bucket
WHERE :key IN (o.source_key, o.source_url, o.path)
  AND c.image_type IN ('flat', 'dark', 'bias', 'arc')
  AND (c.image_type <> 'flat' OR coalesce(c.filter, '') = coalesce(o.filter, ''))
  AND (c.image_type = 'arc' OR coalesce(c.binning, '') = coalesce(o.binning, ''))
ORDER BY c.image_type, days_apart, c.source_key
