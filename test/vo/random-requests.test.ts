import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asker } from '../../lib/engines/asker.ts';
import { effort } from '../helpers/effort.ts';
import { form, voInProcess } from './in-process.ts';

// Whatever a client sends, it gets an answer, and its text never becomes SQL.

const { ask, service } = voInProcess();

const PATHS = [
  ...[
    'tap/sync',
    'tap/async',
    'tap/tables',
    'tap/tables/%25',
    'tap/capabilities',
    'tap/examples',
    'tap/availability',
  ],
  ...[
    'sia2/query',
    'sia2/capabilities',
    'scs',
    'scs/capabilities',
    'datalink/links',
    'datalink/capabilities',
    'tap/async/x',
  ],
];
const NAMES =
  `QUERY LANG REQUEST MAXREC FORMAT RESPONSEFORMAT UPLOAD PHASE WAIT LAST AFTER POS BAND TIME POL FOV SPATRES
  SPECRP EXPTIME TIMERES ID COLLECTION FACILITY INSTRUMENT DPTYPE CALIB TARGET RA DEC SR VERB RUNID`.split(
    /\s+/,
  );
const WORDS =
  `SELECT TOP 5 * object , s_ra FROM files obscore hdus headers WHERE 1 = CONTAINS ( POINT CIRCLE 10 -3.5 1e400 ' "
  "x" 'M31' AND OR NOT IN BETWEEN LIKE ORDER BY GROUP UNION ( ) ; -- /* */ CIRCLE RANGE POLYGON 1 2 3 4 5 6 Inf -Inf NaN
  csv votable mine,param:x NULL AS t . t.x COUNT(*) DISTANCE \u0000 \ud800 é % _ ivoa.obscore TAP_SCHEMA.tables`.split(
    /[ \n]+/,
  );

const value = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { maxLength: 20 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.integer().map(String),
);
const fields = fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 6, noNullPrototype: true });

describe('random requests', () => {
  it('never fail but by an error of the client', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), fields, fc.boolean(), async (path, given, isPost) => {
        // a client that waits would only make this slow
        const { WAIT: _, ...sent } = given;
        const search = new URLSearchParams(sent);
        const response = await (isPost ? ask(path, form(sent)) : ask(`${path}?${search}`));
        await response.text();
        expect([200, 303, 400, 404, 405, 413]).toContain(response.status);
      }),
      { numRuns: effort(400) },
    );
  });
  it('have answers that readers understand', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, async (wrong) => {
        const response = await ask(`sia2/query?${new URLSearchParams({ POS: wrong, TARGET: wrong })}`);
        const body = await response.text();
        expect(body).toMatch(/^<\?xml[\s\S]*<\/VOTABLE>\n$/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them
        expect(body).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f]/);
      }),
      { numRuns: effort(100) },
    );
  });
});

/** An asker that only remembers the SQL. */
function recorded() {
  const asked: string[] = [];
  const asker: Asker = async ({ sql }) => {
    asked.push(sql);
    return { columns: [], pieces: (async function* () {})() };
  };
  return { asked, ask: service({ asker }) };
}

/** SQL without what is in single quotes. */
const withoutLiterals = (sql: string): string => sql.replaceAll(/'(?:[^']|'')*'/g, "''");

describe("a client's text", () => {
  const MARK = 'INJECTED';
  const nasty = fc
    .array(fc.constantFrom("'", "''", '"', '\\', ';', '--', '/*', ')', ' OR 1=1 ', '\n', MARK, '%', 'é'), {
      maxLength: 12,
    })
    .map((parts) => `${MARK}${parts.join('')}`);
  const sia = [
    'ID',
    'COLLECTION',
    'FACILITY',
    'INSTRUMENT',
    'DPTYPE',
    'TARGET',
    'FORMAT',
    'POL',
    'CALIB',
    'POS',
    'BAND',
  ];
  it.each([
    ['sia2/query', sia],
    ['scs', ['RA', 'DEC', 'SR', 'VERB']],
    ['datalink/links', ['ID']],
  ])('is in quotes in the SQL of %s', async (path, names) => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...names), nasty, { noNullPrototype: true }),
        async (given) => {
          const { asked, ask: recording } = recorded();
          await recording(`${path}?${new URLSearchParams({ RA: '1', DEC: '2', SR: '3', ...given })}`);
          for (const sql of asked) expect(withoutLiterals(sql)).not.toContain(MARK);
        },
      ),
      { numRuns: effort(100) },
    );
  });
  it('is in quotes in the SQL of TAP', async () => {
    const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const { asked, ask: recording } = recorded();
        const adql = `SELECT ${literal(text)} AS "${text.replaceAll('"', '""')}" FROM files WHERE object LIKE ${literal(text)}`;
        await recording('tap/sync', form({ QUERY: adql }));
        expect(asked).toHaveLength(1);
        for (const sql of asked) expect(withoutLiterals(sql)).not.toContain(MARK);
      }),
      { numRuns: effort(100) },
    );
  });
});
