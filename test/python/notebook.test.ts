import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Cell, cellsOf, executeNotebook, NOTEBOOK } from '../helpers/notebook.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const outputsOf = (cells: readonly Cell[]) => cells.flatMap(({ outputs }) => outputs ?? []);
const pictures = (cells: readonly Cell[]): number =>
  outputsOf(cells).filter(({ data }) => data !== undefined && 'image/png' in data).length;
const kinds = (cells: readonly Cell[]): string[] => outputsOf(cells).map(({ output_type }) => output_type);

/** The timeline, the map of the sky, and the footprints. */
const PICTURES = 3;

describe('notebooks/lake.ipynb', () => {
  let kept: readonly Cell[];
  beforeAll(() => {
    kept = cellsOf(NOTEBOOK);
  });

  it('runs on a new lake of the samples, and still gives what is kept in it', () => {
    const file = join(tempFolder(), 'executed.ipynb');
    executeNotebook('test:python', file);
    const cells = cellsOf(file);
    expect(pictures(cells)).toBe(PICTURES);
    expect(kinds(cells)).toEqual(kinds(kept));
    expect(textsOf(cells)).toEqual(textsOf(kept));
  });

  it('keeps its tables and pictures, in less than 400 kB', () => {
    expect(pictures(kept)).toBe(PICTURES);
    expect(kinds(kept)).not.toContain('error');
    expect(statSync(NOTEBOOK).size).toBeLessThan(400_000);
  });
});

/** The tables, as text. */
const textsOf = (cells: readonly Cell[]): unknown[] =>
  outputsOf(cells).flatMap(({ output_type, data }) =>
    output_type === 'execute_result' ? [data?.['text/plain']] : [],
  );
