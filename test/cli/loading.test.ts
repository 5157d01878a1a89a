import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Packages that are loaded with a module, by it or by what it imports; what is imported in time (`import()`) is not. */
function packagesOf(module: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(module)) return packages;
  seen.add(module);
  // a type is no import
  for (const [, name = ''] of readFileSync(module, 'utf8').matchAll(
    /^(?:import|export)(?! type)[^;]*? from '([^']+)'/gm,
  )) {
    if (name.startsWith('node:')) continue;
    if (!name.startsWith('.')) packages.add(name);
    else for (const found of packagesOf(normalize(join(dirname(module), name)), seen)) packages.add(found);
  }
  return packages;
}

describe('starting stays quick: the AWS SDK is loaded only where AWS is asked', () => {
  it.each(['header', 'ingest', 'start', 'query', 'status', 'crawl'])('%s', (verb) => {
    const packages = [...packagesOf(`lib/cli/${verb}/command.ts`)];
    expect(packages).toContain('commander');
    expect(packages.filter((name) => /^@(?:aws-sdk|smithy)\//.test(name))).toEqual([]);
  });
  it('and is seen where it is', () => {
    expect([...packagesOf('lib/cli/ingest/buckets.ts')]).toContain('@aws-sdk/client-s3');
  });
});
