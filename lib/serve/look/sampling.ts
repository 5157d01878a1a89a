// Which rows of an image are read, and how they become a smaller picture.

/** The most bytes that a picture costs. */
export const MOST_BYTES = 6_000_000;

/** A smaller picture of an image. */
export interface Sampling {
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** The rows of the image that are read, ascending. A picture of few bytes is made of all rows. */
  readonly rows: readonly number[];
  /** How many of these rows are averaged in each row of the picture; the last one may have fewer. */
  readonly rowsEach: number;
}

/**
 * Plans a picture of at most `most` pixels a side. Each row that is read is read whole, and costs its bytes; few rows make
 * a smaller picture, so that its pixels stay square.
 *
 * @param rowBytes of the image
 */
export function samplingOf(
  { width, height }: { readonly width: number; readonly height: number },
  rowBytes: number,
  most: number,
): Sampling {
  const affordable = Math.max(1, Math.floor(MOST_BYTES / rowBytes));
  const shrink = Math.max(1, width / most, height / most);
  if (affordable >= height) {
    const rowsEach = Math.ceil(shrink);
    const rows = Array.from({ length: height }, (_, row) => row);
    return { width: Math.ceil(width / rowsEach), height: Math.ceil(height / rowsEach), rows, rowsEach };
  }
  const pictureHeight = Math.max(1, Math.min(affordable, Math.floor(height / shrink)));
  const step = height / pictureHeight;
  return {
    width: Math.max(1, Math.min(width, most, Math.round(width / step))),
    height: pictureHeight,
    rows: Array.from({ length: pictureHeight }, (_, row) =>
      Math.min(height - 1, Math.floor((row + 0.5) * step)),
    ),
    rowsEach: 1,
  };
}

/** Rows that follow each other, and are read at once. */
export interface Run {
  readonly first: number;
  readonly count: number;
}

/** The runs of ascending rows. */
export function runsOf(rows: readonly number[]): Run[] {
  const runs: { first: number; count: number }[] = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.count === row) last.count++;
    else runs.push({ first: row, count: 1 });
  }
  return runs;
}

/**
 * The picture of rows: each of its pixels is the mean of those that it covers, NaN if none of them has a value. The rows of
 * the picture are in the order of those that were read.
 */
export function averaged(
  rows: readonly Float64Array[],
  imageWidth: number,
  { width, height, rowsEach }: Sampling,
): Float64Array {
  const [sums, counts] = [new Float64Array(width * height), new Uint32Array(width * height)];
  for (const [index, row] of rows.entries()) {
    const start = Math.min(height - 1, Math.floor(index / rowsEach)) * width;
    for (let x = 0; x < imageWidth; x++) {
      const value = row[x] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const at = start + Math.floor((x * width) / imageWidth);
      sums[at] = (sums[at] ?? 0) + value;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return sums.map((sum, at) => sum / (counts[at] || Number.NaN));
}
