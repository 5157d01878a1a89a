/**
 * A name that is not taken yet: with `_2` or another number after it if it is. It is taken then.
 *
 * @param normal what two names have in common that count as the same
 */
export function distinct(
  name: string,
  taken: Set<string>,
  normal: (name: string) => string = (text) => text,
): string {
  let unique = name;
  for (let again = 2; taken.has(normal(unique)); again++) unique = `${name}_${again}`;
  taken.add(normal(unique));
  return unique;
}
