-- Observations within a radius of a position, the nearest first
-- :ra double 10.6847 right ascension in degrees (ICRS)
-- :dec double 41.269 declination in degrees (ICRS)
-- :radius double 0.5 radius in degrees
WITH cone AS (
  SELECT radians(:ra) AS ra, radians(:dec) AS decl, radians(:radius) AS radius
)
SELECT
  round(3600 * degrees(2 * asin(sqrt(least(haversine, 1e0)))), 2) AS distance_arcsec,
  target_name,
  s_ra,
  s_dec,
  obs_start,
  t_exptime,
  filter,
  instrument_name,
  source_key
FROM (
  SELECT
    o.*,
    radius,
    power(sin((radians(s_dec) - decl) / 2), 2)
      + cos(radians(s_dec)) * cos(decl) * power(sin((radians(s_ra) - ra) / 2), 2) AS haversine
  FROM obscore AS o CROSS JOIN cone
) AS observation
WHERE haversine <= power(sin(radius / 2), 2)
ORDER BY haversine, source_key, source_bucket
