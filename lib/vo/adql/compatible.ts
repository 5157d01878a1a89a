import { timeLiteral } from './times.ts';
import { type Context, isNumber, isTime, refuse, typeName, type Value } from './value.ts';

/**
 * Two values that can be compared. Text that stands for a time becomes one.
 *
 * @throws AdqlError if they are of different kinds
 */
export function compatible(context: Context, left: Value, right: Value): [Value, Value] {
  if (left.type === 'geometry' || right.type === 'geometry') {
    const { at } = left.type === 'geometry' ? left : right;
    return refuse(context, 'regions and positions are compared by CONTAINS, INTERSECTS and DISTANCE', at);
  }
  if (isTime(left) && right.type === 'text') return [left, asTime(context, right)];
  if (isTime(right) && left.type === 'text') return [asTime(context, left), right];
  const areAlike =
    left.type === right.type ||
    (isNumber(left) && isNumber(right)) ||
    (isTime(left) && isTime(right)) ||
    left.type === 'null' ||
    right.type === 'null';
  if (areAlike) return [left, right];
  const why = `${typeName(left.type)} and ${typeName(right.type)} cannot be compared`;
  return refuse(context, right.type === 'text' ? `${why}; use CAST` : why, right.at);
}

function asTime(context: Context, value: Value): Value {
  const sql = typeof value.constant === 'string' ? timeLiteral(value.constant) : undefined;
  if (sql !== undefined) return { sql, type: 'timestamp', at: value.at };
  return refuse(context, "this must be a time such as '2024-09-12T23:41:07'", value.at);
}
