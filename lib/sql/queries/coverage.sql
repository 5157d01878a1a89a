-- Observations per month and instrument
SELECT
  CAST(date_trunc('month', obs_start) AS date) AS month,
  instrument_name,
  count(*) AS observations,
  count(DISTINCT night) AS nights,
  round(sum(t_exptime) / 3600, 3) AS hours_exposed
FROM obscore
WHERE obs_start IS NOT NULL
GROUP BY date_trunc('month', obs_start), instrument_name
ORDER BY month, instrument_name
