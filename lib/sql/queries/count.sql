-- Number of files, HDUs and header cards, and of faulty files
SELECT
  count(*) AS files,
  count(CASE WHEN faults > 0 THEN 1 END) AS faulty_files,
  sum(hdu_count) AS hdus,
  sum(card_count) AS cards,
  sum(size) AS bytes
FROM files
