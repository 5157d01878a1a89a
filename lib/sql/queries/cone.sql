-- Observations within a radius of a position, the nearest first
-- :ra double[0..360] 10.6847 right ascension in degrees (ICRS)
-- :dec double[-90..90] 41.269 declination in degrees (ICRS)
-- :radius double[0..180] 0.5 radius in degrees
WITH cone AS (
  SELECT radians(:ra) AS ra, radians(:dec) AS decl, :radius AS radius
)
SELECT
  round(3600 * degrees(2 * asin(sqrt(CASE WHEN haversine < 1e0 THEN haversine ELSE 1e0 END))), 2) AS distance_arcsec,
  target_name,
  s_ra,
  s_dec,
  obs_start,
  t_exptime,
  filter,
  instrument_name,
  path
FROM (
  SELECT
    o.*,
    radius,
    power(sin((radians(s_dec) - decl) / 2), 2)
      + cos(radians(s_dec)) * cos(decl) * power(sin((radians(s_ra) - ra) / 2), 2) AS haversine
  FROM obscore AS o CROSS JOIN cone
) AS observation
-- rounding can make the haversine of the opposite point larger than 1
WHERE haversine <= CASE WHEN radius < 180 THEN power(sin(radians(CASE WHEN radius > 0e0 THEN radius ELSE 0e0 END) / 2), 2) ELSE 2e0 END
ORDER BY haversine, source_key, source_bucket
