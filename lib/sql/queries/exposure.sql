-- Exposure time per target and filter, without calibration frames
SELECT
  target_name,
  filter,
  count(*) AS exposures,
  round(sum(t_exptime), 3) AS seconds_exposed,
  min(night) AS first_night,
  max(night) AS last_night
FROM obscore
WHERE target_name IS NOT NULL AND (image_type IS NULL OR image_type IN ('object', 'standard'))
GROUP BY target_name, filter
ORDER BY target_name, filter
