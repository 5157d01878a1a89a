/** A pattern in which `*` matches any text and `?` one character, without regard to case. */
export function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is');
}

/** Whether a pattern may match more than one text. */
export const hasWildcard = (pattern: string): boolean => /[*?]/.test(pattern);
