/** A table in Markdown. A `|` within a cell is escaped. */
export const markdownTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, headings.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

/** Text in the font of code; empty text stays empty. */
export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** A block of text that is shown as it is. */
export const textBlock = (text: string): string => `\`\`\`text\n${text.trim()}\n\`\`\``;
