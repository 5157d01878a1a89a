import { renameSync, rmSync } from 'node:fs';
import { atEnd } from '../../stores/at-end.ts';
import { cannotWrite, isReplaceable, partial } from './target.ts';

/**
 * Writes a Parquet file, which appears under its name only when it is complete.
 *
 * @param save writes it under a temporary name; if it throws, that file is removed
 * @throws RunFailed if the file cannot be written there
 */
export async function writeParquet(file: string, save: (file: string) => Promise<unknown>): Promise<void> {
  if (!isReplaceable(file)) throw cannotWrite(file, 'Parquet can only be written to a regular file');
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
