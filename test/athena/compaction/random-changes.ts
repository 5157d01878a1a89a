import type { SourceFile } from '../../../lib/lake/extraction.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { observation } from '../../helpers/observation.ts';
import type { LakeFile } from '../../helpers/small-lake.ts';
import type { LiveLake, Written } from './live-lake.ts';

// Random creations, changes and removals of source files, with late and doubled deltas.

/** A source of numbers from 0 up to 1 that are always the same. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What happens to a lake. */
export interface Changes {
  /** Some files change, and their deltas are written, except those that are late. Returns the states of the lake objects. */
  happen(time: Date): Promise<Written[]>;
}

/** Two buckets have the same keys. */
const FILES: readonly SourceFile[] = ['b', 'c'].flatMap((bucket) =>
  Array.from({ length: 6 }, (_, index) => ({ bucket, key: `night${index % 3}/${index}.fits` })),
);
/** Changes per round, at most. */
const MOST_CHANGES = 7;

/** Changes of a dozen files. */
export function randomChanges(lake: LiveLake, random: () => number): Changes {
  const upTo = (count: number): number => Math.floor(random() * count);
  let late: Written[] = [];
  let earlier: Written[] = [];
  return {
    happen: async (time) => {
      const states: Written[] = [];
      for (let change = upTo(MOST_CHANGES) + 1; change > 0; change--) {
        const state = await lake.write(randomFile(FILES[upTo(FILES.length)]!, upTo));
        states.push(state);
      }
      const isSuperseded = ({ file, generation }: Written): boolean =>
        states.some((other) => isSame(other.file, file) && other.generation > generation);
      const isLate = states.map((state) => isSuperseded(state) && random() < 0.6);
      // those of the round before, which were superseded then
      if (late.length > 0) await lake.writeDelta(late, time);
      late = states.filter((_, index) => isLate[index]);
      const onTime = states.filter((_, index) => !isLate[index]);
      for (const batch of inBatches(onTime)) {
        await lake.writeDelta(batch, time);
        // Lambda delivered the same twice
        if (random() < 0.3) await lake.writeDelta(batch, time);
      }
      if (earlier.length > 0 && random() < 0.3) await lake.writeDelta(earlier, time);
      // a delta that is delivered again later must not be about states that are newer than those after it
      earlier = states.filter(isSuperseded);
      return states;
    },
  };
}

const isSame = (a: SourceFile, b: SourceFile): boolean => a.key === b.key && a.bucket === b.bucket;

/** Batches in which no file is twice. */
function inBatches(states: readonly Written[]): Written[][] {
  const batches: Written[][] = [];
  for (const state of states) {
    const batch = batches.find(
      (other) => other.length < 3 && !other.some(({ file }) => isSame(file, state.file)),
    );
    if (batch === undefined) batches.push([state]);
    else batch.push(state);
  }
  return batches;
}

function randomFile({ bucket, key }: SourceFile, upTo: (count: number) => number): LakeFile {
  const kind = upTo(5);
  if (kind === 0) return { bucket, key, removed: '2026-10-11T12:13:14.567Z' };
  if (kind === 4) return { bucket, key, removed: '2026-10-11T12:13:14.567Z', forgotten: true };
  if (kind === 1) return { ...EXAMPLE[upTo(EXAMPLE.length)]!, bucket, key };
  const values = { s_ra: String(upTo(360)), s_dec: String(upTo(90)), target_name: `M${upTo(100)}` };
  const made = observation(key, values, kind === 2 ? {} : { 0: { s_ra: '1', s_dec: '2' }, 1: values });
  const cards = Array.from(
    { length: upTo(4) },
    (_, index) => [`KEY${index}`, String(upTo(1000)), 'integer'] as const,
  );
  return {
    ...made,
    bucket,
    hdus: [
      [['OBJECT', `o${upTo(50)}`], ['GAIN', `${upTo(9)}.5`, 'float'], ...cards],
      [['EXTNAME', `X${upTo(5)}`]],
    ],
  };
}
