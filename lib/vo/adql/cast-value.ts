import { timeLiteral } from './times.ts';
import type { Cast, CastType } from './tree.ts';
import { type Context, refuse, type Type, typeName, type Value } from './value.ts';

/** Each type of ADQL, with its type in an answer and in SQL. */
const TYPES: Readonly<Record<CastType, readonly [type: Type, sql: string]>> = {
  CHAR: ['text', 'varchar'],
  VARCHAR: ['text', 'varchar'],
  SMALLINT: ['integer', 'smallint'],
  INTEGER: ['integer', 'integer'],
  BIGINT: ['bigint', 'bigint'],
  REAL: ['double', 'real'],
  'DOUBLE PRECISION': ['double', 'double'],
  TIMESTAMP: ['timestamp', 'timestamp(6)'],
};

/**
 * Translates CAST.
 *
 * @throws AdqlError
 */
export function castValue(context: Context, value: Value, { type: name, length }: Cast, at: number): Value {
  if (value.type === 'geometry')
    return refuse(context, `${typeName(value.type)} cannot be cast to ${name}`, value.at);
  const [type, sqlType] = TYPES[name];
  if (type === 'timestamp' && typeof value.constant === 'string') {
    const sql = timeLiteral(value.constant);
    return sql === undefined
      ? refuse(context, "this is not a time such as '2024-09-12T23:41:07'", value.at)
      : { sql, type, at };
  }
  const cast = `CAST(${value.sql} AS ${sqlType})`;
  const sql = length === undefined ? cast : `substr(${cast}, 1, ${length})`;
  const isKept = type === 'double' || type === 'integer' || type === 'bigint';
  const keepsConstant = typeof value.constant === 'number' && type === 'double' && name !== 'REAL';
  const unit = isKept ? value.about?.unit : undefined;
  return {
    ...{ sql, type, at },
    ...(keepsConstant && { constant: value.constant }),
    ...(unit !== undefined && { about: { unit } }),
  };
}
