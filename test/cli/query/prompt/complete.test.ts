import { describe, expect, it } from 'vitest';
import { complete, type PromptWords } from '../../../../lib/cli/query/prompt/complete.ts';

const WORDS: PromptWords = {
  views: [
    { name: 'files', columns: ['source_key', 'object', 'exptime', 'gain'] },
    { name: 'faults', columns: ['source_key', 'code'] },
    { name: 'targets', columns: [] },
  ],
  named: () => [
    { name: 'faulty', parameters: [] },
    { name: 'cone', parameters: ['ra', 'dec', 'radius'] },
  ],
  keywords: async () => ['EXPTIME', 'EXTNAME', 'ESO DPR CATG', "O'BRIEN"],
};

describe('Tab', () => {
  it.each<[string, string[], string]>([
    ['sel', ['select'], 'sel'],
    ['SEL', ['SELECT'], 'SEL'],
    ['select exp', ['exptime', 'explain'], 'exp'],
    ['SELECT GA', ['gain'], 'GA'],
    ['SELECT * FROM ', ['files', 'faults', 'targets'], ''],
    ['SELECT * FROM fi', ['files'], 'fi'],
    ['SELECT * FROM files JOIN t', ['targets'], 't'],
    ['DESCRIBE fa', ['faults'], 'fa'],
    ['FROM faults SELECT co', ['code', 'coalesce', 'count'], 'co'],
    ['FROM faults SELECT ob', [], 'ob'],
    ['SELECT f.', [], ''],
    ['SELECT f.ob', ['object'], 'ob'],
    ['SELECT source_key, source_k', ['source_key'], 'source_k'],
    ['', [], ''],
    ['SELECT ', [], ''],
    ["WHERE card_name = 'exp", ['EXPTIME'], 'exp'],
    ["WHERE card_name='", ['EXPTIME', 'EXTNAME', 'ESO DPR CATG', "O'BRIEN"], ''],
    ["WHERE h.card_name IN ('EXPTIME', 'ESO D", ['ESO DPR CATG'], 'ESO D'],
    ["WHERE card_name NOT LIKE 'EX", ['EXPTIME', 'EXTNAME'], 'EX'],
    ["WHERE object = 'EX", [], 'EX'],
    ["WHERE card_name = 'EXPTIME' AND ex", ['exptime', 'except', 'exists', 'explain'], 'ex'],
    ['.', ['.help', '.views', '.columns', '.named', '.run', '.format', '.output', '.limit', '.quit'], '.'],
    ['.na', ['.named'], '.na'],
    ['.columns f', ['files', 'faults'], 'f'],
    ['.run c', ['cone'], 'c'],
    ['.run cone ra=1 d', ['dec='], 'd'],
    ['.run nothing x', [], 'x'],
    ['.format n', ['nul', 'ndjson'], 'n'],
    ['.limit 1', [], '1'],
  ])('after %j offers %j', async (line, found, typed) => {
    expect(await complete('', line, WORDS)).toEqual([found, typed]);
  });

  it('knows the earlier lines of a statement', async () => {
    expect(await complete("SELECT * FROM faults\nWHERE card_name =\n'", 'ext', WORDS)).toEqual([
      ['EXTNAME'],
      'ext',
    ]);
    expect(await complete('FROM faults\n', 'SELECT co', WORDS)).toEqual([
      ['code', 'coalesce', 'count'],
      'co',
    ]);
    expect((await complete('SELECT f\n', '.exp', WORDS))[0]).toEqual(['exptime']);
  });
});
