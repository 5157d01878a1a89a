import type { FileHeaders, HeaderHdu } from '../../engines/overview/file-headers.ts';
import type { OpenSource } from '../context.ts';
import type { Block } from '../http/framed.ts';
import { RequestRefused } from '../http/replies.ts';
import { type Drawable, drawableOf, type ImageData, type LineData, type TableData } from './drawable.ts';
import { northUp } from './north-up.ts';
import { bytesOf } from './numbers.ts';
import { readPicture, upsideDown } from './pixels.ts';
import { type Plot, plottedColumns, readLine, readTable } from './points.ts';
import { MOST_BYTES, samplingOf } from './sampling.ts';
import { cutOf, shadesOf } from './stretch.ts';

// A quick look at an HDU: a small picture or plot, from a few of its bytes.

/** What is wanted. */
export interface LookRequest {
  /** The HDU; by default the first one that can be drawn. */
  readonly hdu: number | undefined;
  /** The most pixels of a side of the picture. */
  readonly width: number;
  /** The columns of a table; undefined for those that look right. */
  readonly x: string | undefined;
  readonly y: string | undefined;
}

/** A picture or a plot, as the page gets it. */
export interface Look {
  readonly header: Readonly<Record<string, unknown>>;
  readonly blocks: Readonly<Record<string, Block>>;
}

/** The status of what cannot be drawn. */
export const NOT_DRAWN = 422;

const refused = (error: string): RequestRefused => new RequestRefused(NOT_DRAWN, { error });

/**
 * Draws an HDU.
 *
 * @param file as the lake has it: where the data is follows from it, so that no header is read again
 * @throws RequestRefused with status 422, and the reason why it cannot be drawn
 */
export async function look(file: FileHeaders, request: LookRequest, source: OpenSource): Promise<Look> {
  const { container = 'fits', etag = '' } = file.facts;
  if (container !== 'fits')
    throw refused(`the file is compressed (${container}); compressed files are not drawn`);
  const { hdu, drawable } = chosen(file.hdus, request.hdu);
  const cost = { bytes: 0, reads: 0 };
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const { bytes, head } = await source.read(offset, length);
    cost.bytes += bytes.length;
    cost.reads++;
    if (etag !== '' && head.etag !== etag)
      throw refused('the file has changed since its headers were read: ingest it again');
    return bytes;
  };
  const drawn =
    drawable.kind === 'image'
      ? await drawImage(drawable, request, hdu, read)
      : plotted(await readPlot(drawable, request, read), drawable);
  const { header, blocks } = drawn;
  return { header: { hdu: hdu.hdu, ...header, bytesRead: cost.bytes, reads: cost.reads }, blocks };
}

function chosen(
  hdus: readonly HeaderHdu[],
  wanted: number | undefined,
): { readonly hdu: HeaderHdu; readonly drawable: Drawable } {
  const reasons: string[] = [];
  for (const hdu of hdus) {
    if (wanted !== undefined && hdu.hdu !== wanted) continue;
    const drawable = drawableOf(hdu);
    if (!('reason' in drawable)) return { hdu, drawable };
    reasons.push(`HDU ${hdu.hdu}: ${drawable.reason}`);
  }
  if (reasons.length === 0)
    throw refused(wanted === undefined ? 'the file has no HDU' : `there is no HDU ${wanted}`);
  throw refused(`nothing can be drawn: ${reasons.slice(0, 5).join('; ')}`);
}

type Read = (offset: number, length: number) => Promise<Uint8Array>;

async function drawImage(
  image: ImageData,
  { width: most }: LookRequest,
  hdu: HeaderHdu,
  read: Read,
): Promise<Look> {
  const rowBytes = image.width * bytesOf(image.bitpix);
  if (rowBytes > MOST_BYTES) throw refused(`HDU ${hdu.hdu}: its rows are too long (${rowBytes} bytes)`);
  const sampling = samplingOf(image, rowBytes, most);
  const values = await readPicture(image, sampling, read);
  const cut = cutOf(values);
  if (cut === undefined) throw refused(`HDU ${hdu.hdu}: none of the pixels that were read has a value`);
  const { width, height } = sampling;
  return {
    header: {
      kind: 'image',
      width,
      height,
      ...cut,
      unit: image.unit,
      northUp: northUp(hdu) ?? null,
      image: { width: image.width, height: image.height, planes: image.planes },
    },
    blocks: { pixels: upsideDown(shadesOf(values, cut), width) },
  };
}

function readPlot(data: LineData | TableData, request: LookRequest, read: Read): Promise<Plot> {
  if (data.kind === 'line') return readLine(data, read);
  const columns = plottedColumns(data.columns, request);
  if (columns === undefined)
    throw refused('the table does not have two columns of numbers of the same length');
  if (data.rowBytes > MOST_BYTES) throw refused(`its rows are too long (${data.rowBytes} bytes)`);
  return readTable(data, columns, read);
}

const plotted = ({ kind, x, y, points, isSampled }: Plot, data: LineData | TableData): Look => ({
  header: {
    ...{ kind, x, y, isSampled },
    // what else can be drawn of a table
    columns: data.kind === 'table' ? data.columns.map(({ name }) => name) : [],
  },
  blocks: { x: points.x, y: points.y },
});
