import { describe, expect, inject, it } from 'vitest';
import { SHARED_FUNCTIONS } from '../../lib/engines/dialects/function-rules.ts';
import type { Engine } from '../../lib/engines/dialects/rule.ts';
import { RULES } from '../../lib/engines/dialects/rules.ts';
import { ALLOWED_FUNCTIONS } from '../../lib/engines/duckdb/allowed-functions.ts';
import { SAMPLES } from '../engines/dialects/samples.ts';
import { rowsOf } from '../helpers/ask.ts';
import { bothEngines } from './both-engines.ts';
import { ingest } from './lakes/ingest.ts';
import { askTrino } from './trino-client.ts';

// What the rules about the dialects say is true of both engines.

const NAME = 'other';

/** Functions that both engines have under one name, and that take other arguments or mean other things. */
const ONLY_NAMED_ALIKE =
  'bar bit_count date_add listagg log md5 reduce sha1 sha256 timezone timezone_hour timezone_minute to_base64 to_hex to_milliseconds';

/** Each query of a field of the samples, with its rule. */
const queriesOf = (field: 'bad' | 'good') =>
  RULES.flatMap((rule) => {
    const sample = SAMPLES[rule.id];
    if (sample === undefined || (field === 'bad' && sample.isElsewhere)) return [];
    return [sample[field] ?? []].flat().map((sql) => ({ rule, id: rule.id, sql }));
  });

describe('a rule about the dialects', () => {
  const { agreeOn, lake } = bothEngines({
    name: NAME,
    keywords: '',
    fill: (lake) => ingest(lake, 'fits_data'),
  });

  it.each(queriesOf('bad'))('is right about $id: $sql', async ({ rule, sql }) => {
    const answers: Record<Engine, string> = {
      duckdb: await rowsOf(lake(), sql).then(textOf, refused),
      athena: await askTrino(inject('trino'), sql, NAME).then(({ rows }) => textOf(rows), refused),
    };
    if (rule.what === 'differs') expect(answers.athena).not.toBe(answers.duckdb);
    else expect(refusing(answers)).toEqual([rule.on]);
  });
  it.each(queriesOf('good'))('says what both engines answer alike instead of $id: $sql', async ({ sql }) => {
    expect(await agreeOn(sql)).toBeGreaterThan(0);
  });
  it('knows the functions that both engines have', async () => {
    const { rows } = await askTrino(inject('trino'), 'SHOW FUNCTIONS', NAME);
    const shared = new Set(rows.map(([name]) => String(name)).filter((name) => ALLOWED_FUNCTIONS.has(name)));
    const listed = [...SHARED_FUNCTIONS, ...ONLY_NAMED_ALIKE.split(' ')];
    expect(listed.sort()).toEqual([...shared].sort());
  });
});

/** Rows as text, without what no query can change: their order, and the digits of times that are zero. */
function textOf(rows: readonly unknown[]): string {
  const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
  const lines = rows.map((row) => JSON.stringify(row, plain).replace(/(:\d\d)\.0+"/g, '$1"'));
  return lines.sort().join('\n');
}

const REFUSED = 'refused';
const refused = (): string => REFUSED;

const refusing = (answers: Record<Engine, string>): string[] =>
  Object.entries(answers).flatMap(([engine, answer]) => (answer === REFUSED ? [engine] : []));
