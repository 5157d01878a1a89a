// Colours of densities. Lightness alone tells them apart, so that every eye and a grey printer can; on a dark page more is
// lighter, on a light one darker.

type Rgb = readonly [red: number, green: number, blue: number];

/** From few to many, on a dark page: blue, teal, green, yellow. */
const ON_DARK: readonly Rgb[] = [
  [30, 48, 92],
  [33, 74, 120],
  [31, 103, 136],
  [30, 130, 140],
  [46, 157, 132],
  [92, 182, 113],
  [150, 203, 87],
  [208, 219, 77],
  [253, 236, 120],
];
/** From few to many, on a light page. */
const ON_LIGHT: readonly Rgb[] = [
  [222, 226, 178],
  [190, 214, 160],
  [145, 198, 158],
  [102, 178, 160],
  [67, 155, 159],
  [44, 130, 152],
  [35, 104, 139],
  [38, 77, 119],
  [38, 48, 92],
];

/** A colour between two others, as 0xAABBGGRR: the order of bytes in image data. */
function mixed(stops: readonly Rgb[], at: number): number {
  const place = at * (stops.length - 1);
  const [low, high] = [stops[Math.floor(place)]!, stops[Math.min(stops.length - 1, Math.floor(place) + 1)]!];
  const part = place - Math.floor(place);
  const [red, green, blue] = [0, 1, 2].map((i) => Math.round(low[i]! + (high[i]! - low[i]!) * part));
  return ((255 << 24) | (blue! << 16) | (green! << 8) | red!) >>> 0;
}

/** 256 colours, from few to many. */
export const palette = (isDark: boolean): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, at) => mixed(isDark ? ON_DARK : ON_LIGHT, at / 255));

/** As CSS, for the key of the map. */
export const paletteCss = (isDark: boolean): string =>
  (isDark ? ON_DARK : ON_LIGHT).map((rgb) => `rgb(${rgb.join(' ')})`).join(', ');

/** The colour of each cell by its count, on a logarithmic scale; `empty` for none. */
export function cellColours(
  counts: Uint32Array,
  colours: Uint32Array,
  empty: number,
): { readonly colours: Uint32Array; readonly most: number } {
  // the last count is of the rows without a cell
  const cells = counts.length - 1;
  let most = 0;
  for (let cell = 0; cell < cells; cell++) if (counts[cell]! > most) most = counts[cell]!;
  // a single row is visible, too
  const perLog = 255 / (1 + Math.log(Math.max(1, most)));
  const byCell = new Uint32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const count = counts[cell]!;
    byCell[cell] = count === 0 ? empty : colours[((1 + Math.log(count)) * perLog) | 0]!;
  }
  return { colours: byCell, most };
}
