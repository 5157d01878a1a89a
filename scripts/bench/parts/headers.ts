import { join } from 'node:path';
import { compileCfitsio } from '../cfitsio.ts';
import { type Cost, fitsDatalake, inTurn, measure } from '../measure.ts';
import type { Part } from '../part.ts';
import type { Row } from '../result.ts';
import { type Kind, makeSet } from '../set.ts';

/** The most CPU time, in that of C cfitsio. */
const MOST: Readonly<Record<Kind, number>> = { similar: 0.7, distinct: 0.85 };
const MOST_OF_INGEST = 4.2;
/** MB. */
const MOST_MEMORY = 300;

/** `header` and `ingest` next to C cfitsio, on two sets of files. */
export const HEADERS: Part = {
  files: 4000,
  about:
    'writes two sets of files of 5 HDUs with 150 cards each: in one, headers are like the header before; in the other, no ' +
    'card is where it was. Prints all cards with C cfitsio and with header --format csv, and ingests the files twice',
  run: async function* ({ files, runs, work }) {
    const cfitsio = compileCfitsio(work);
    for (const kind of ['similar', 'distinct'] as const) {
      const set = join(work, `set-${kind}-${files}`);
      const paths = makeSet(set, files, kind);
      let lakes = 0;
      // each run has a new lake, because ext4 is slow where many files were just deleted
      const lake = (): string => join(work, `set-lake-${kind}-${process.pid}-${lakes}`);
      const costs = inTurn(runs, {
        ...(cfitsio && { cfitsio: () => measure(cfitsio.program, paths) }),
        header: () => fitsDatalake('header', '--format', 'csv', ...paths),
        ingest: () => {
          lakes++;
          return fitsDatalake('ingest', '--lake', lake(), set);
        },
        again: () => fitsDatalake('ingest', '--lake', lake(), set),
      });
      yield* rowsOf(costs, kind, cfitsio?.version);
    }
  },
};

interface Costs extends Readonly<Record<'header' | 'ingest' | 'again', Cost>> {
  readonly cfitsio?: Cost;
}

function rowsOf({ cfitsio, header, ingest, again }: Costs, kind: Kind, version: string | undefined): Row[] {
  const of = `${kind} headers`;
  const to = `C cfitsio ${version}`;
  const ratio = ({ cpu }: Cost) => cfitsio && { ratio: cpu / cfitsio.cpu, to };
  return [
    ...(cfitsio ? [{ what: `every card by C cfitsio, ${of}`, ...cfitsio }] : []),
    { what: `\`header --format csv\`, ${of}`, ...header, ...ratio(header), most: { ratio: MOST[kind] } },
    {
      what: `\`ingest\`, ${of}`,
      ...ingest,
      ...ratio(ingest),
      most: { ratio: MOST_OF_INGEST, memory: MOST_MEMORY },
    },
    { what: `\`ingest\` again, nothing changed, ${of}`, ...again, ...ratio(again) },
  ];
}
