import { resolve } from 'node:path';
import { openLocalFile } from '../../stores/local-file.ts';
import { UsageError } from '../errors.ts';
import { userFolder } from '../options/paths.ts';
import type { S3Settings } from '../options/s3.ts';
import { isS3, s3Uri } from '../options/uri.ts';
import type { OpenFile } from './open-file.ts';

/** The files named on the command line. */
export interface NamedFiles {
  readonly names: readonly string[];
  open(name: string): OpenFile;
}

/** Local files and S3 objects by the names that the user typed. Throws {@link UsageError} for S3 prefixes. */
export async function namedFiles(names: readonly string[], settings: S3Settings): Promise<NamedFiles> {
  for (const name of names) {
    if (name === '') throw new UsageError('a file name is empty');
    if (isS3(name)) refusePrefix(name);
  }
  const folder = userFolder();
  // loading the AWS SDK takes 0.2 s
  const openObject = names.some(isS3) ? (await import('./objects.ts')).objectOpener(settings) : undefined;
  return {
    names,
    open: (name) => (openObject && isS3(name) ? openObject(s3Uri(name)) : openLocalPath(folder, name)),
  };
}

function refusePrefix(name: string): void {
  const { key } = s3Uri(name);
  if (key === '' || key.endsWith('/'))
    throw new UsageError(
      `${name}: header reads single objects, s3://BUCKET/KEY; to read everything below a prefix: fits-datalake ingest ${name}`,
    );
}

/** Opens a file whose name is relative to a folder. */
export function openLocalPath(folder: string, name: string): OpenFile {
  const file = openLocalFile(resolve(folder, name));
  return { place: { bucket: '', key: name }, ...file };
}
