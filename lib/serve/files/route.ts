import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { LiveLake } from '../../engines/live/live-lake.ts';
import { type Container, containerOf } from '../../fits/containers/container.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { RequestRefused } from '../http/replies.ts';
import type { Route } from '../http/router.ts';
import { fileOfLake } from '../source-file.ts';
import { hasVersion, isRangeValid, rangeOf } from './byte-range.ts';

// The local FITS files of the lake: /files/absolute/path.fits

/** The path below which files are. */
export const FILES_PATH = '/files/';

/** The path of a file's URL on the server. */
export const pathInUrl = (path: string): string =>
  `${FILES_PATH}${path.split('/').map(encodeURIComponent).join('/').slice(1)}`;

/** The route of all files. */
export const filesRoute = (lake: LiveLake, needsToken: boolean): Route => ({
  methods: ['GET'],
  needsToken,
  handle: async (request) => {
    const path = pathFrom(request.url);
    const { realPath } = await fileOfLake(lake, path);
    if (realPath === undefined)
      throw new RequestRefused(404, { error: 'only local files are served; this one is in S3' });
    const file = await opened(realPath, path);
    try {
      return await respond(request, file, path);
    } catch (error) {
      await file.close();
      throw error;
    }
  },
});

function pathFrom(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname.slice(FILES_PATH.length - 1));
  } catch {
    throw new RequestRefused(400, { error: 'the path in the address is not valid UTF-8' });
  }
}

/** @param path as the lake has it, which is all that clients may see */
async function opened(realPath: string, path: string): Promise<FileHandle> {
  try {
    // a link that has appeared since the path was resolved is not followed, and a pipe is not waited for
    return await open(realPath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw new RequestRefused(404, { error: `${path}: ${fileProblem(error)}` }, { cause: error });
  }
}

const TYPES: Readonly<Record<Container, string>> = {
  fits: 'application/fits',
  gzip: 'application/gzip',
  compress: 'application/x-compress',
  bzip2: 'application/x-bzip2',
  zstd: 'application/zstd',
};

/** Sends a file, or a range of it, and closes it. */
async function respond(request: Request, file: FileHandle, path: string): Promise<Response> {
  const stat = await file.stat({ bigint: true });
  if (!stat.isFile()) throw new RequestRefused(404, { error: `${path}: not a file` });
  const size = Number(stat.size);
  const etag = `"${stat.size}-${stat.mtimeNs}"`;
  const headers = new Headers({
    etag,
    'accept-ranges': 'bytes',
    'last-modified': stat.mtime.toUTCString(),
    'content-type': TYPES[await containerIn(file, path)],
  });
  const { headers: asked, method } = request;
  if (hasVersion(asked.get('if-none-match'), etag)) return closed(file, 304, headers);
  const range =
    method === 'GET' && isRangeValid(asked.get('if-range'), etag)
      ? rangeOf(asked.get('range'), size)
      : undefined;
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${size}`);
    return closed(file, 416, headers);
  }
  const { first, last } = range ?? { first: 0, last: size - 1 };
  headers.set('content-length', String(last - first + 1));
  if (range !== undefined) headers.set('content-range', `bytes ${first}-${last}/${size}`);
  const status = range === undefined ? 200 : 206;
  if (method === 'HEAD' || size === 0) return closed(file, status, headers);
  const stream = file.createReadStream({ start: first, end: last });
  return new Response(Readable.toWeb(stream) as ReadableStream, { status, headers });
}

async function closed(file: FileHandle, status: number, headers: Headers): Promise<Response> {
  await file.close();
  return new Response(null, { status, headers });
}

/** How the file is stored. Whatever the lake says, nothing but FITS files leaves this machine. */
async function containerIn(file: FileHandle, path: string): Promise<Container> {
  const bytes = new Uint8Array(LONGEST_MAGIC);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  const container = containerOf(bytes.subarray(0, bytesRead));
  const isFits = container !== 'fits' || new TextDecoder('latin1').decode(bytes.subarray(0, 6)) === 'SIMPLE';
  if (!isFits) throw new RequestRefused(404, { error: `${path}: not a FITS file` });
  return container;
}

/** The bytes that show how a file is stored. */
const LONGEST_MAGIC = 16;
