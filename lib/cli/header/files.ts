import { resolve } from 'node:path';
import type { SourceFile } from '../../lake/extraction.ts';
import { openLocalFile } from '../../stores/local-file.ts';
import type { Head } from '../../stores/store.ts';
import { UsageError } from '../errors.ts';
import { userFolder } from '../options/paths.ts';
import type { S3Settings } from '../options/s3.ts';
import { isS3, s3Uri } from '../options/s3-uri.ts';

/** An open file: ranged reads of one state of it. */
export interface OpenFile {
  /** What rows say of where it is: a path of this machine has no bucket. */
  readonly place: SourceFile;
  read(offset: number, length: number): Reading | Promise<Reading>;
  close(): void;
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly head: Head;
}

/** The files whose headers are asked for. */
export interface Files {
  readonly names: readonly string[];
  open(name: string): OpenFile;
}

/** Files of this machine, and objects of S3. Throws {@link UsageError} for what cannot be one. */
export async function filesNamed(names: readonly string[], settings: S3Settings): Promise<Files> {
  for (const name of names) {
    if (name === '') throw new UsageError('a file name is empty');
    if (isS3(name)) expectKey(name);
  }
  const folder = userFolder();
  // the AWS SDK takes a fifth of a second to be loaded
  const remote = names.some(isS3) ? (await import('./objects.ts')).objects(settings) : undefined;
  return {
    names,
    open: (name) => (remote && isS3(name) ? remote(s3Uri(name)) : openLocal(folder, name)),
  };
}

function expectKey(name: string): void {
  const { key } = s3Uri(name);
  if (key === '' || key.endsWith('/'))
    throw new UsageError(
      `${name}: header takes objects, s3://BUCKET/KEY; for all below it: fits-datalake ingest ${name}`,
    );
}

export function openLocal(folder: string, name: string): OpenFile {
  const file = openLocalFile(resolve(folder, name));
  return { place: { bucket: '', key: name }, ...file };
}
