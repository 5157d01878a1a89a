/** What was printed on a terminal's standard error, without the status lines that a slow machine shows. */
export const withoutStatusLines = (stderr: string): string =>
  stderr
    .split('\r\u001b[K')
    .filter((text) => text.endsWith('\n'))
    .join('');
