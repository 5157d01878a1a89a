import type { LakeAsker } from './lake-asker.ts';
import type { LiveLake } from './live-lake.ts';

/** An asker whose answers are about the lake as it is when it is asked, as far as its cache can be brought up to date. */
export const freshAsker = (lake: LiveLake, asker: LakeAsker): LakeAsker => ({
  ask: async (question) => {
    await lake.refresh();
    return asker.ask(question);
  },
  saveParquet: async (question, file) => {
    await lake.refresh();
    return asker.saveParquet(question, file);
  },
  close: asker.close,
});
