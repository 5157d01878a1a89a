import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES, SETTINGS } from '../../../lib/cloud/settings/settings.ts';
import { settingsTable } from '../../../lib/cloud/settings/table.ts';

describe('cdk.json', () => {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };

  it('contains only settings with their defaults, and a placeholder for the bucket', () => {
    const { sourceBucket, ...others } = context;
    expect(sourceBucket).toBe('<changeme>');
    for (const [name, value] of Object.entries(others)) {
      expect(SETTINGS, name).toHaveProperty(name, expect.objectContaining({ default: value }));
    }
  });
});

describe('settingsTable', () => {
  const [, , ...rows] = settingsTable().split('\n');

  it('has one row per setting, with three cells', () => {
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(SETTING_NAMES.map((name) => `\`${name}\``));
    for (const row of rows) expect(row.split('|')).toHaveLength(5);
  });

  it('describes the allowed values and the defaults', () => {
    const rowOf = (name: string) => rows.find((row) => row.startsWith(`| \`${name}\``));
    expect(rowOf('collectionDepth')).toMatch(/\| `1` \|.*: 0 to 10 \|$/);
    expect(rowOf('targetBucket')).toContain('|  |');
    expect(rowOf('suffixes')).toContain('`.fits .fit .fts .fz`');
  });
});
