/** The word among some that a slip of the pen may have meant: one of at most two letters, in words of four or more. */
export function nearest(word: string, among: Iterable<string>): string | undefined {
  let [found, least]: [string | undefined, number] = [undefined, word.length < 4 ? 1 : 2];
  for (const other of among) {
    const apart = distance(word.toLowerCase(), other.toLowerCase());
    if (apart < least || (apart === least && found === undefined)) [found, least] = [other, apart];
  }
  return found;
}

/** The letters to insert, delete or replace (Levenshtein's distance). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
