// npm run docs: writes the generated parts of the documentation, those between `<!-- generated: NAME -->` and
// `<!-- end -->`, and the man page. test/docs.test.ts fails when a page is not up to date.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { refreshed } from './docs/generated.ts';
import { MAN_PAGE, manPage } from './docs/man.ts';

writeFileSync(MAN_PAGE, await manPage());
for (const page of globSync('docs/**/*.md').sort()) {
  const text = readFileSync(page, 'utf8');
  const fresh = await refreshed(text);
  if (fresh === text) continue;
  writeFileSync(page, fresh);
  console.log(`${page}: updated`);
}
