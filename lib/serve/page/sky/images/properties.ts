// The file `properties` of a HiPS: lines of `key = value`. Source: IVOA HiPS 1.0, section 4.4.1
// (https://www.ivoa.net/documents/HiPS/20170519/).

const FRAMES = ['equatorial', 'galactic', 'ecliptic'] as const;

/** What has to be known about a HiPS to draw it. */
export interface Hips {
  /** The deepest order of its tiles. */
  readonly order: number;
  /** Pixels along a side of a tile. */
  readonly width: number;
  readonly extension: 'jpg' | 'png';
  readonly frame: (typeof FRAMES)[number];
  readonly title: string;
}

/** The images cannot be drawn. */
export class NoImages extends Error {
  override readonly name = 'NoImages';
}

/** Orders beyond this one need more than 53 bits. */
const DEEPEST = 20;

/** Reads `properties`. Throws {@link NoImages}. */
export function hipsOf(properties: string): Hips {
  const values = new Map(
    properties.split(/\r?\n/).flatMap((line) => {
      const [, key, value] = /^\s*([^#=\s]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );
  const expect = <T>(key: string, fallback: string, read: (text: string) => T | undefined): T => {
    const text = values.get(key) ?? fallback;
    const value = read(text);
    if (value === undefined) throw new NoImages(`${key} = ${text} in properties cannot be drawn`);
    return value;
  };
  return {
    order: expect('hips_order', '', (text) => wholeNumber(text, DEEPEST)),
    width: expect('hips_tile_width', '512', (text) => {
      const width = wholeNumber(text, 4096);
      return width !== undefined && Number.isInteger(Math.log2(width)) ? width : undefined;
    }),
    extension: expect('hips_tile_format', 'jpeg', extensionOf),
    frame: expect('hips_frame', 'equatorial', (text) => FRAMES.find((frame) => frame === text)),
    title: values.get('obs_title') ?? '',
  };
}

/** JPEG is smaller. */
function extensionOf(formats: string): Hips['extension'] | undefined {
  const all = formats.toLowerCase().split(/[\s,]+/);
  return all.some((format) => /^jpe?g$/.test(format)) ? 'jpg' : all.includes('png') ? 'png' : undefined;
}

function wholeNumber(text: string, most: number): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return number <= most ? number : undefined;
}
