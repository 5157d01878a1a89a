// Parts of SQL that come from other text.

/** A string literal for both engines: only single quotes have to be doubled. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A quoted identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A list of string literals, for `IN (...)`. */
export const literals = (texts: readonly string[]): string => texts.map(literal).join(', ');
