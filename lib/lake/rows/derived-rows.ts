import type { CardTable } from '../../fits/card-table.ts';
import { deriver, wantsKeyword } from '../../sky/derive.ts';
import type { DerivedValue } from '../../sky/derived.ts';
import { type HduHeader, headerOf } from '../../sky/header.ts';
import { DEFAULT_SETTINGS, type DerivationSettings } from '../../sky/rules.ts';
import { digestOf } from '../derivation.ts';
import type { SourceFile } from '../extraction.ts';
import { filePlace } from '../source-url.ts';
import { cleanText, csvField, placeFields } from './csv.ts';
import { type RowBuffer, writeText } from './row-buffer.ts';
import { wantedCards } from './wanted-cards.ts';

/** Derives the rows of many files with the same settings. */
export interface RowDeriver {
  /** The digest of the settings; `''` for the default ones. */
  readonly digest: string;
  /** Whether a keyword can matter. */
  readonly wants: (keyword: string) => boolean;
  /** Begins a file. */
  file(file: SourceFile): DerivedRows;
}

/** The derived rows of one file, whose headers are passed on in the order of the file. */
export interface DerivedRows {
  header(header: HduHeader): void;
  /** As {@link header}, with the cards of a header that was just read. */
  table(hdu: number, type: string, cards: CardTable): void;
  /** Writes the rows: those of the file, then those of its HDUs. To be called last. */
  write(rows: RowBuffer, afterRows: () => void): void;
}

/** What derives values: lib/sky. Tests replace it. */
export interface Sky {
  readonly deriver: typeof deriver;
  readonly wantsKeyword: typeof wantsKeyword;
}

/** Returns a deriver of rows. It remembers which keywords matter and the cards of the last headers. */
export function rowDeriver(
  settings: DerivationSettings = DEFAULT_SETTINGS,
  sky: Sky = { deriver, wantsKeyword },
): RowDeriver {
  const wants = sky.wantsKeyword(settings);
  const cardsOf = wantedCards(wants);
  const begin = (file: SourceFile): DerivedRows => {
    const values = sky.deriver(filePlace(file), settings);
    return {
      header: (header) => values.hdu(header),
      table: (hdu, type, cards) => values.hdu(headerOf(hdu, cleanText(type), cardsOf(cards))),
      write: (rows, afterRows) => {
        const place = placeFields(file.bucket, file.key);
        const { file: ofFile, hdus } = values.end();
        writeRows(rows, place, ofFile);
        for (const [hdu, ofHdu] of hdus) {
          writeRows(rows, hdu + place, ofHdu);
          afterRows();
        }
      },
    };
  };
  return { digest: digestOf(settings), wants, file: begin };
}

function writeRows(rows: RowBuffer, rowStart: string, values: readonly DerivedValue[]): void {
  let text = '';
  // names have nothing to quote
  for (const { name, value, source } of values)
    text += `${rowStart}${name},${csvField(value)},${csvField(source)},,derived\n`;
  writeText(rows, text);
}
