/** A question that the engine does not answer, and why, in a sentence for its user. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
}

/**
 * DuckDB's error as one sentence: what is wrong, what it might mean, and the line of the SQL where it has several.
 *
 * `Binder Error: Referenced column "x" not found in FROM clause!\nCandidate bindings: "y"\n\nLINE 1: SELECT x\n   ^`
 */
export function queryRefused(error: unknown): QueryRefused {
  if (error instanceof QueryRefused) return error;
  const text = error instanceof Error ? error.message : String(error);
  // all that the bindings have to say of SQL without a statement in it
  if (/native callback/.test(text)) return new QueryRefused('there is no SQL', { cause: error });
  const [said = '', place = ''] = text.split(/\n+LINE (?=\d+:)/, 2);
  const sentence = said
    .replace(/^(Failed to extract statements: )?[A-Z][\w ]* Error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const line = Number.parseInt(place, 10);
  const hint = /file system operations are disabled/.test(said)
    ? ' (a query reads the lake and what --with loads)'
    : '';
  return new QueryRefused(`${sentence}${line > 1 ? ` (line ${line})` : ''}${hint}`, { cause: error });
}
