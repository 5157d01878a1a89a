import { VoError } from './vo-error.ts';

// The parameters of a request, from its URL and its body. Source: DALI 1.1, section 3.

/** The parameters. Names are in upper case, since DALI ignores their case. */
export interface Parameters {
  /** The values of a parameter, in their order. */
  all(name: string): readonly string[];
  /** The last value of a parameter, without blanks around it; undefined if there is none, or nothing in it. */
  one(name: string): string | undefined;
  /** The contents of an uploaded file, by the name of its part. */
  file(name: string): Uint8Array | undefined;
  /** All names and values. */
  readonly entries: readonly (readonly [name: string, value: string])[];
  /** How much memory they take, roughly. */
  readonly bytes: number;
}

/** The most bytes in the body of a request, with uploaded tables. */
export const MOST_BYTES = 20_000_000;
/** The most characters of all parameters together, without uploaded tables, and the bytes of a form without any. */
const MOST_TEXT = 1_000_000;
/** The most parameters, and parts of a form. */
const MOST_PARAMETERS = 1000;

/** Parameters from pairs, with files. */
export function parametersFrom(
  pairs: readonly (readonly [string, string])[],
  files: ReadonlyMap<string, Uint8Array> = new Map(),
): Parameters {
  const entries = pairs.map(([name, value]) => [name.toUpperCase(), value] as const);
  const all = (name: string): string[] =>
    entries.flatMap(([other, value]) => (other === name ? [value] : []));
  const texts = entries.reduce((sum, [name, value]) => sum + 2 * (name.length + value.length), 0);
  return {
    ...{ entries, all },
    bytes: [...files.values()].reduce((sum, file) => sum + file.length, texts),
    one: (name) => {
      const value = all(name).at(-1)?.trim();
      return value === '' ? undefined : value;
    },
    file: (name) => files.get(name),
  };
}

/** Parameters with others behind them. */
export const mergedParameters = (first: Parameters, second: Parameters): Parameters => {
  const changed = new Set(second.entries.map(([name]) => name));
  const kept = first.entries.filter(([name]) => !changed.has(name) || name === 'UPLOAD');
  const merged = parametersFrom([...kept, ...second.entries]);
  return {
    ...merged,
    bytes: first.bytes + second.bytes,
    file: (name) => second.file(name) ?? first.file(name),
  };
};

/**
 * Reads the parameters of a request. A field of a form that UPLOAD refers to counts as a file.
 *
 * @throws VoError if there are too many parameters, or too much in them, or if the body is not a form
 */
export async function parametersOf(request: Request): Promise<Parameters> {
  const pairs = [...new URL(request.url).searchParams];
  const files = new Map<string, Uint8Array>();
  for (const [name, value] of request.method === 'POST' ? await formOf(request) : []) {
    if (typeof value === 'string') pairs.push([name, value]);
    else files.set(name, new Uint8Array(await value.arrayBuffer()));
  }
  const parts = uploadedParts(pairs);
  const texts = pairs.filter(([name, value]) => {
    const part = parts.get(name.toUpperCase());
    if (part !== undefined) files.set(part, new TextEncoder().encode(value));
    return part === undefined;
  });
  const length = texts.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (length > MOST_TEXT) throw tooLong('the parameters of the request are', MOST_TEXT, 'characters');
  return parametersFrom(texts, files);
}

const tooLong = (what: string, most: number, unit: string): VoError =>
  new VoError(`${what} longer than ${most} ${unit}`, 413);

/** The parts of a form that are uploaded tables, by their names in upper case. */
const uploadedParts = (pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> =>
  new Map(
    pairs
      .filter(([name]) => name.toUpperCase() === 'UPLOAD')
      .flatMap(([, value]) => [...value.slice(0, MOST_TEXT).matchAll(/,\s*param:([^;\s]+)/gi)])
      .map(([, part = '']) => [part.toUpperCase(), part]),
  );

async function formOf(request: Request): Promise<FormData | []> {
  const type = request.headers.get('content-type') ?? '';
  const [, boundary = ''] = /^multipart\/form-data\s*;.*\bboundary="?([^";,\s]+)/i.exec(type) ?? [];
  const body = await limitedBody(request, boundary === '' ? MOST_TEXT : MOST_BYTES);
  if (body.length === 0) return [];
  // counted before they are parsed, which takes far longer
  if (hasMore(body, boundary === '' ? '&' : `--${boundary}`, MOST_PARAMETERS))
    throw new VoError(`the request has more than ${MOST_PARAMETERS} parameters`, 413);
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new VoError('the body of the request is not a form', 400);
  }
}

/** Whether bytes contain a text more often than so many times. */
function hasMore(bytes: Buffer, text: string, most: number): boolean {
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length))
    if (++count > most) return true;
  return false;
}

async function limitedBody({ body }: Request, most: number): Promise<Buffer<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    length += piece.length;
    if (length > most) throw tooLong('the request is', most, 'bytes');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * A parameter that is a whole number of at least 0.
 *
 * @throws VoError
 */
export function wholeNumber(parameters: Parameters, name: string): number | undefined {
  const text = parameters.one(name);
  if (text === undefined) return undefined;
  const value = /^\+?\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw new VoError(`${name} is ${JSON.stringify(text)}; it must be a whole number`);
  return value;
}
