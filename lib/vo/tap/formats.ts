import type { Answer, Value } from '../../engines/answer.ts';
import { csv, tsv } from '../../formats/csv.ts';
import type { Format } from '../../formats/format.ts';
import { isoTime } from '../../formats/json-value.ts';
import { votable } from '../../formats/votable.ts';
import { xmlAttributes } from '../../formats/xml.ts';
import { descriptorFor } from '../datalink/descriptor.ts';
import type { DescribedAnswer } from '../described-answer.ts';
import { VOTABLE_TYPE } from '../failure.ts';
import { VoError } from '../vo-error.ts';

// How answers are written. Source: DALI 1.1, section 3.4.3; TAP 1.1, section 2.7.3.

/** A format that clients can ask for. */
export interface OutputFormat {
  /** Its media type. */
  readonly type: string;
  /** What else it is called. */
  readonly aliases: readonly string[];
  /** Its identifier in TAPRegExt. */
  readonly id?: string;
  readonly write: (answer: DescribedAnswer, base: string) => AsyncGenerator<string, void>;
}

/** The formats. The first one is the default. */
export const FORMATS: readonly OutputFormat[] = [
  {
    type: VOTABLE_TYPE,
    aliases: ['votable', 'text/xml', 'application/xml', 'vot', 'xml'],
    write: writeVotable,
  },
  {
    type: `${VOTABLE_TYPE};serialization=tabledata`,
    aliases: ['votable/td', 'text/xml;serialization=tabledata'],
    id: 'ivo://ivoa.net/std/TAPRegExt#output-votable-td',
    write: writeVotable,
  },
  { type: 'text/csv;header=present', aliases: ['csv', 'text/csv'], write: (answer) => plain(csv, answer) },
  {
    type: 'text/tab-separated-values',
    aliases: ['tsv', 'text/tsv', 'tab'],
    write: (answer) => plain(tsv, answer),
  },
];

/**
 * Finds a format by one of its names, without regard to case and blanks.
 *
 * @throws VoError
 */
export function formatNamed(name: string): OutputFormat {
  const wanted = name.toLowerCase().replaceAll(/\s/g, '');
  const found = FORMATS.find(({ type, aliases }) => [type, ...aliases].includes(wanted));
  if (found !== undefined) return found;
  const names = FORMATS.map(({ aliases: [alias = ''] }) => alias).join(', ');
  throw new VoError(`there is no format ${JSON.stringify(name)}: use one of ${names}`);
}

/** What DALI wants at the end of a table that is not complete. */
const OVERFLOW = '<INFO name="QUERY_STATUS" value="OVERFLOW"/>\n';

function writeVotable(answer: DescribedAnswer, base: string): AsyncGenerator<string, void> {
  const descriptor = descriptorFor(answer.described, base);
  return votable(answer, (_, at = 0) => ({ ...answer.described[at]?.about, ...descriptor.ids[at] }), {
    infos: answer.query === '' ? [] : [`<INFO${xmlAttributes({ name: 'QUERY', value: answer.query })}/>`],
    last: () => (answer.isCut() ? OVERFLOW : ''),
    resources: descriptor.resource,
  });
}

/** Times in these formats are in ISO 8601, as in VOTable. */
function plain(format: Format, answer: DescribedAnswer): AsyncGenerator<string, void> {
  const isTime = answer.columns.map(({ type }) => type === 'timestamp');
  const shown = (value: Value, at: number): Value =>
    isTime[at] && typeof value === 'string' ? isoTime(value) : value;
  return format({ ...answer, pieces: mapped(answer.pieces, (row) => row.map(shown)) }, {});
}

async function* mapped(
  pieces: Answer['pieces'],
  change: (row: readonly Value[]) => readonly Value[],
): AsyncGenerator<(readonly Value[])[]> {
  for await (const piece of pieces) yield piece.map(change);
}
