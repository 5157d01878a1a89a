-- Files, date range and total exposure per instrument
SELECT
  telescop,
  instrume,
  count(*) AS files,
  count(DISTINCT object) AS objects,
  min(date_obs) AS first_date_obs,
  max(date_obs) AS last_date_obs,
  round(sum(exptime), 3) AS seconds_exposed
FROM files
GROUP BY telescop, instrume
ORDER BY files DESC, telescop, instrume
