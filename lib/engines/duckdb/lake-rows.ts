/**
 * The view `lake_rows` over a cache: the rows of all lake objects as they are stored, all columns text, empty if there
 * is no value. The views of lib/sql select from it. On AWS, the table of the same name in the Glue catalog takes its
 * place. A change to how rows are stored needs a change here and in that table, and nowhere else.
 */
export const LAKE_ROWS = `SELECT
  coalesce(CAST(hdu AS VARCHAR), '') AS hdu, source_bucket, source_key, card_name, card_value, card_comment,
  coalesce(CAST(card_index AS VARCHAR), '') AS card_index, card_type, collection
FROM cache.cards JOIN cache.objects USING (object)`;
