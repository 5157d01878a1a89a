-- Which keywords are there, how often, and what are they said to mean?
SELECT card_name, count(*) AS cards, min(nullif(card_comment, '')) AS a_comment
FROM headers
GROUP BY card_name
ORDER BY cards DESC, card_name
