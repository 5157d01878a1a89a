import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CardTable, cardComment, cardName, cardType, cardValue } from '../../lib/fits/card-table.ts';
import { LIMITS } from '../../lib/fits/limits.ts';
import { readHeaders } from '../../lib/fits/read.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { NODE } from '../../lib/node/platform.ts';
import { deriver } from '../../lib/sky/derive.ts';
import { DERIVED, type DerivedName, type DerivedValues } from '../../lib/sky/derived.ts';
import { type HduHeader, type HeaderCard, headerOf } from '../../lib/sky/header.ts';
import { DEFAULT_SETTINGS } from '../../lib/sky/rules.ts';

// Counts what is derived from the files of a folder, and from which keywords.

/** What was counted. */
export interface ObservationCounts {
  /** Different files; copies count once. */
  readonly files: number;
  readonly observations: number;
  /** Rows of `obscore_hdus`. */
  readonly hdus: number;
  /** By column and source, the number of files. */
  readonly sources: Readonly<Partial<Record<DerivedName, Readonly<Record<string, number>>>>>;
  /** By column and reason, the number of files whose value is unknown. */
  readonly reasons: Readonly<Partial<Record<DerivedName, Readonly<Record<string, number>>>>>;
}

/** Counts the files below a folder. Files that are not FITS count as files without an observation. */
export async function countObservations(folder: string): Promise<ObservationCounts> {
  const seen = new Set<string>();
  const totals = { observations: 0, hdus: 0 };
  const sources = new Tally();
  const reasons = new Tally();
  for (const name of globSync('**', { cwd: folder }).sort()) {
    const path = join(folder, name);
    if (!statSync(path).isFile() || name.endsWith('.md')) continue;
    const bytes = readFileSync(path);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (seen.has(hash)) continue;
    seen.add(hash);
    const { file, hdus } = await derivedFrom(bytes, name);
    if (file.length > 0) totals.observations++;
    totals.hdus += hdus.size;
    for (const { name: column, value, source } of file)
      (value === '' ? reasons : sources).add(column, value === '' ? source : shortSource(source));
  }
  return { files: seen.size, ...totals, sources: sources.sorted(), reasons: reasons.sorted() };
}

/** Counts by column and text. */
class Tally {
  readonly #counts = new Map<DerivedName, Map<string, number>>();

  add(column: DerivedName, text: string): void {
    const counts = this.#counts.get(column) ?? new Map<string, number>();
    this.#counts.set(column, counts.set(text, (counts.get(text) ?? 0) + 1));
  }

  sorted(): Partial<Record<DerivedName, Record<string, number>>> {
    const columns = DERIVED.filter((column) => this.#counts.has(column));
    return Object.fromEntries(
      columns.map((column) => {
        const entries = [...this.#counts.get(column)!];
        entries.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
        return [column, Object.fromEntries(entries)];
      }),
    );
  }
}

/** A source without what differs from file to file: of a WCS, only the projection. */
function shortSource(source: string): string {
  if (source.startsWith('hull of ')) return 'WCS of several images';
  if (!/\bCTYPE\d/.test(source)) return source.replace(/\b(TTYPE|PTYPE)\d+/g, '$1n');
  const [projection = ''] = /\(([^)]*)\)$/.exec(source)?.[1]?.split(', ') ?? [];
  return /^(|FK[45]|ICRS|galactic|ecliptic)/.exec(projection)?.[0] === '' && projection !== ''
    ? `WCS (${projection})`
    : 'WCS axes';
}

async function derivedFrom(bytes: Uint8Array, key: string): Promise<DerivedValues> {
  const derive = deriver({ bucket: 'example', key }, DEFAULT_SETTINGS);
  const source: ByteSource = {
    read: async (offset, length) => ({ bytes: bytes.subarray(offset, offset + length), size: bytes.length }),
  };
  const sink = {
    hdu: ({ hdu, type, cards }: { hdu: number; type: string; cards: CardTable }): void =>
      derive.hdu(headerIn(hdu, type, cards)),
    fault: (): void => {},
  };
  await readHeaders(source, sink, LIMITS, NODE);
  return derive.end();
}

function headerIn(hdu: number, type: string, table: CardTable): HduHeader {
  const cards = new Map<string, HeaderCard>();
  for (let card = 0; card < table.count; card++) {
    const [name, value] = [cardName(table, card), cardValue(table, card)];
    const before = cards.get(name);
    if (cardType(table, card) === 'commentary' || (before !== undefined && before.value !== '')) continue;
    cards.set(name, { value, comment: cardComment(table, card), type: cardType(table, card) });
  }
  return headerOf(hdu, type, cards);
}
