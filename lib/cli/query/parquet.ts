import { renameSync, rmSync } from 'node:fs';
import { atEnd } from '../../stores/at-end.ts';
import { cannotWrite, isReplaceable, partial } from './target.ts';

/**
 * Writes a Parquet file, which is there when it is complete.
 *
 * @param save writes it under another name; nothing is left of that where it throws
 * @throws RunFailed where there is no place for it
 */
export async function writeParquet(file: string, save: (file: string) => Promise<unknown>): Promise<void> {
  if (!isReplaceable(file)) throw cannotWrite(file, 'it is no regular file, which Parquet needs');
  const discard = (): void => rmSync(partial(file), { force: true });
  const release = atEnd(discard);
  try {
    await save(partial(file));
    renameSync(partial(file), file);
  } catch (error) {
    discard();
    throw error;
  } finally {
    release();
  }
}
