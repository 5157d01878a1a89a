import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

// Checks the links of all Markdown files without the network: relative links and anchors lead somewhere, and URLs are
// well-formed. See docs/decisions/0026-documentation.md.

const PAGES = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((page) => existsSync(page));

/** A page without code, where brackets and `#` mean something else. */
const proseOf = (page: string): string =>
  readFileSync(page, 'utf8')
    .replace(/^ *```[\s\S]*?^ *```$/gm, '')
    .replace(/^(?: {4}|\t).*$/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '');

/** The anchors that GitHub gives to the headings of a page. A repeated heading gets a number. */
function anchorsOf(page: string): string[] {
  const counts = new Map<string, number>();
  return [...proseOf(page).matchAll(/^#+ +(.*?) *$/gm)].map(([, heading = '']) => {
    const anchor = heading
      .replace(/\[(.*?)\]\(.*?\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

const linksOf = (page: string): string[] => {
  const text = proseOf(page).replace(/`[^`\n]*`/g, 'code');
  const inline = [...text.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)];
  const definitions = [...text.matchAll(/^\[[^\]]+\]: *(\S+)/gm)];
  const bare = [...text.matchAll(/<(https?:[^>\s]+)>/g)];
  return [...inline, ...definitions, ...bare].map(([, target = '']) => target);
};

function checkLink(page: string, link: string): void {
  if (/^[a-z]+:/.test(link)) {
    expect(URL.canParse(link), link).toBe(true);
    expect(['https:', 'http:', 'mailto:'], link).toContain(new URL(link).protocol);
    return;
  }
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  expect(existsSync(target), `${link} leads nowhere`).toBe(true);
  if (anchor !== undefined) expect(anchorsOf(target), `${link} names no heading`).toContain(anchor);
}

it.each(PAGES)('all links of %s lead somewhere', (page) => {
  for (const link of linksOf(page)) checkLink(page, link);
});

it('the table of contents lists every page of docs, except for decisions', () => {
  const linked = new Set(
    linksOf('docs/README.md').map((link) => normalize(join('docs', link.split('#')[0] ?? ''))),
  );
  const pages = PAGES.filter((page) => /^docs\/(?!decisions\/|README)/.test(page));
  expect(pages.filter((page) => !linked.has(page))).toEqual([]);
});

it('the list of decisions links to each of them', () => {
  const linked = linksOf('docs/decisions/README.md');
  const decisions = PAGES.filter((page) => /^docs\/decisions\/\d/.test(page));
  expect(decisions.filter((page) => !linked.includes(page.replace('docs/decisions/', '')))).toEqual([]);
});
