// Thrift's compact protocol, as far as the metadata of a Parquet file needs it.

/** A value as it is written, with the number of its type. */
export interface Encoded {
  readonly type: number;
  readonly bytes: readonly number[];
}

const [I32, I64, BINARY, LIST, STRUCT] = [5, 6, 8, 9, 12];
/** Longer lists have their length in bytes of its own. */
const SHORT = 14;

/** A number that is not negative: signs are in the lowest bit. */
export const i32 = (value: number): Encoded => ({ type: I32, bytes: varint(2 * value) });
export const i64 = (value: number): Encoded => ({ type: I64, bytes: varint(2 * value) });

export function text(value: string): Encoded {
  const utf8 = Buffer.from(value);
  return { type: BINARY, bytes: [...varint(utf8.length), ...utf8] };
}

/** A list of values of one type: at least one. */
export function list(values: readonly Encoded[]): Encoded {
  const { type } = values[0]!;
  const long = values.length > SHORT;
  const head = [((long ? 15 : values.length) << 4) | type, ...(long ? varint(values.length) : [])];
  return { type: LIST, bytes: [...head, ...values.flatMap(({ bytes }) => bytes)] };
}

/** A struct, by the numbers of its fields. */
export function struct(fields: Readonly<Record<number, Encoded>>): Encoded {
  let before = 0;
  const bytes = Object.entries(fields).flatMap(([id, field]) => {
    const step = Number(id) - before;
    before = Number(id);
    return [(step << 4) | field.type, ...field.bytes];
  });
  return { type: STRUCT, bytes: [...bytes, 0] };
}

/** Seven bits in each byte, the lowest first. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}
