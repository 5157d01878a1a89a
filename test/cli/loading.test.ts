import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The packages that a module and its imports load. Those of `import()` are loaded later, so they do not count. */
function packagesOf(module: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(module)) return packages;
  seen.add(module);
  // types are not loaded
  for (const [, name = ''] of readFileSync(module, 'utf8').matchAll(
    /^(?:import|export)(?! type)[^;]*? from '([^']+)'/gm,
  )) {
    if (name.startsWith('node:')) continue;
    if (!name.startsWith('.')) packages.add(name);
    else for (const found of packagesOf(normalize(join(dirname(module), name)), seen)) packages.add(found);
  }
  return packages;
}

describe('the AWS SDK', () => {
  it.each(['header', 'ingest', 'start', 'query', 'status', 'config', 'cache', 'backfill', 'crawl'])(
    'is not loaded when %s starts',
    (verb) => {
      const packages = [...packagesOf(`lib/cli/${verb}/command.ts`)];
      expect(packages).toContain('commander');
      expect(packages.filter((name) => /^@(?:aws-sdk|smithy)\//.test(name))).toEqual([]);
    },
  );
  it('is loaded for buckets', () => {
    expect([...packagesOf('lib/cli/ingest/buckets.ts')]).toContain('@aws-sdk/client-s3');
  });
});

describe('lib/sky', () => {
  /** The modules that derive values, among those that a module and its imports load. */
  const derivers = (module: string): string[] => {
    const seen = new Set<string>();
    packagesOf(module, seen);
    return [...seen].map((name) => name.replaceAll('\\', '/')).filter((name) => name === 'lib/sky/derive.ts');
  };
  it.each(['header', 'query', 'status', 'config', 'cache', 'crawl'])(
    'is not loaded when %s starts',
    (verb) => {
      expect(derivers(`lib/cli/${verb}/command.ts`)).toEqual([]);
    },
  );
  it('is loaded by what makes lake objects', () => {
    expect(derivers('lib/lake/rows/extract.ts')).toEqual(['lib/sky/derive.ts']);
  });
});
