-- What each instrument observed, night by night
SELECT
  night,
  instrument_name,
  count(*) AS files,
  count(CASE WHEN image_type = 'object' THEN 1 END) AS exposures,
  count(DISTINCT CASE WHEN image_type = 'object' THEN target_name END) AS targets,
  round(sum(CASE WHEN image_type = 'object' THEN t_exptime END) / 3600, 3) AS hours_exposed,
  min(obs_start) AS first_start,
  max(obs_start) AS last_start
FROM obscore
WHERE night IS NOT NULL
GROUP BY night, instrument_name
ORDER BY night DESC, instrument_name
