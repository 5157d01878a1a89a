-- All keywords, how often they occur, and their most frequent comment
SELECT card_name, sum(cards) AS cards, max(CASE WHEN place = 1 THEN nullif(card_comment, '') END) AS a_comment
FROM (
  SELECT
    card_name,
    card_comment,
    count(*) AS cards,
    row_number() OVER (
      PARTITION BY card_name
      ORDER BY CASE WHEN card_comment = '' THEN 1 ELSE 0 END, count(*) DESC, card_comment
    ) AS place
  FROM headers
  WHERE card_name <> ''
  GROUP BY card_name, card_comment
) AS comments
GROUP BY card_name
ORDER BY cards DESC, card_name
