// The files that the user names: header, info, diff and verify find them alike.

import type { Command } from 'commander';
import { openLocalFile } from '../../stores/local-file.ts';
import { isPipe, openPipe } from '../../stores/read-whole.ts';
import { UsageError } from '../errors.ts';
import { keepArguments } from '../options/not-options.ts';
import { userPath } from '../options/paths.ts';
import type { S3Settings } from '../options/s3.ts';
import { isS3, s3Uri } from '../options/uri.ts';
import { printMessage, streams } from '../terminal/output.ts';
import { extendedName } from './extended-name.ts';
import { forwardFile, refuseTerminal, STANDARD_INPUT } from './forward-file.ts';
import { listedNames } from './list.ts';
import type { OpenFile } from './open-file.ts';

/** A file as the user named it. */
export interface NamedFile {
  /** The path, URI or `-` as it was typed, without the HDU. It may contain control characters. */
  readonly name: string;
  /** The HDU in brackets after the name, such as `1` or `SCI,1`: a pattern for hduTest. Undefined if there is none. */
  readonly hdu: string | undefined;
  /** Throws the file system's error, and an Error for anything but a file. */
  open(): OpenFile;
}

/**
 * The files that arguments name, in their order: local files, `s3://BUCKET/KEY`, `-` for standard input, each of them
 * with an HDU in brackets if one is wanted (`file.fits[SCI,1]`), and `@list` for the names in a text file.
 *
 * @throws UsageError for S3 prefixes, for anything but an HDU in brackets, and if standard input is needed twice or is a terminal;
 * RunFailed if a list cannot be read
 */
export async function namedFiles(
  args: readonly string[],
  settings: S3Settings,
): Promise<readonly NamedFile[]> {
  const typed = args.map((arg) => (isInputWithHdu(arg.trimStart()) ? arg.trimStart() : arg));
  refuseSecondInput(typed);
  if (typed.some(isInput)) refuseTerminal(STANDARD_INPUT, 'a FITS file');
  const names = (await listedNames(typed)).map(extendedName);
  for (const { name } of names) {
    if (name === '') throw new UsageError('a file name is empty');
    if (isS3(name)) refusePrefix(name);
  }
  // loading the AWS SDK takes 0.2 s
  const openObject = names.some(({ name }) => isS3(name))
    ? (await import('./objects.ts')).objectOpener(settings)
    : undefined;
  const open = (name: string): OpenFile => {
    if (name === STANDARD_INPUT) return forwardFile(STANDARD_INPUT, streams().stdin);
    return openObject && isS3(name) ? openObject(s3Uri(name)) : openLocalPath(name);
  };
  return names.map(({ name, hdu }) => ({ name, hdu, open: () => open(name) }));
}

/** Keeps commander from taking `-[1]`, an HDU of standard input, for an option; {@link namedFiles} accepts what it leaves. */
export const keepInputNames = (command: Command): void => keepArguments(command, isInputWithHdu);

const isInputWithHdu = (name: string): boolean => /^-\[.*\]$/s.test(name);
const isInput = (name: string): boolean => name === STANDARD_INPUT || isInputWithHdu(name);

function refuseSecondInput(args: readonly string[]): void {
  const readers = args.filter((name) => isInput(name) || name === `@${STANDARD_INPUT}`);
  if (readers.length > 1)
    throw new UsageError(`${readers.join(' ')}: standard input can be read only once; leave one of them out`);
}

function refusePrefix(name: string): void {
  const { key } = s3Uri(name);
  if (key === '' || key.endsWith('/'))
    throw new UsageError(
      `${name}: name single objects, s3://BUCKET/KEY; to read everything below a prefix: fits-datalake ingest ${name}`,
    );
}

/** Opens a local file or a pipe, such as that of `<(command)`, by its path as it was typed. */
export function openLocalPath(name: string): OpenFile {
  const path = userPath(name);
  if (isPipe(path)) return forwardFile(name, noticeIfSilent(name, openPipe(path)));
  const file = openLocalFile(path);
  return { place: { bucket: '', key: name }, ...file };
}

/** Milliseconds after which the user is told that a pipe has sent nothing yet. */
const SILENT = 5000;

/** The pieces of a pipe. A named pipe that no program writes to would otherwise seem to hang the program. */
async function* noticeIfSilent(name: string, pipe: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const timer = setTimeout(() => {
    printMessage(`${name}: waiting for a program to write to this pipe; press Ctrl-C to stop`);
  }, SILENT);
  try {
    for await (const piece of pipe) {
      clearTimeout(timer);
      yield piece;
    }
  } finally {
    clearTimeout(timer);
  }
}
