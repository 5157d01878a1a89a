import { textOf } from '../facets/order.ts';
import { shortNumber } from '../numbers.ts';
import { beginning } from '../rows/cell-text.ts';
import { decimal } from '../sky/position-text.ts';
import { dateText } from '../time/dates.ts';
import type { ColumnsHeader } from '../wire.ts';
import { type Selection, withSpan, withValues } from './selection.ts';

/** More of a value would hide the other filters. */
const MOST = 40;

/** A filter in words, and the selection without it. */
export interface Chip {
  readonly text: string;
  readonly without: Selection;
}

/** The filters of a selection in words. */
export function chipsOf(selection: Selection, { facets, bins }: ColumnsHeader): Chip[] {
  const { sky, time } = selection;
  const label = (name: string): string => facets.find((one) => one.name === name)?.label ?? name;
  const about = (name: string) => Object.values(bins).find(({ column }) => column === name);
  return [
    ...(sky === undefined ? [] : [{ text: skyText(sky), without: { ...selection, sky: undefined } }]),
    ...(time === undefined ? [] : [{ text: timeText(time), without: { ...selection, time: undefined } }]),
    ...Object.entries(selection.facets).map(([name, values]) => ({
      text: `${label(name)}: ${values.length > 3 ? `${values.length} values` : values.map((value) => beginning(textOf(value), MOST)).join(', ')}`,
      without: withValues(selection, name, []),
    })),
    ...Object.entries(selection.spans).map(([name, { from, to }]) => ({
      text: `${about(name)?.label ?? name}: ${shortNumber(from)} – ${shortNumber(to)} ${about(name)?.unit ?? ''}`.trim(),
      without: withSpan(selection, name, undefined),
    })),
  ];
}

const skyText = (sky: NonNullable<Selection['sky']>): string =>
  sky === 'none' ? 'without a position' : `${shortNumber(sky.radius)}° around ${decimal([sky.ra, sky.dec])}`;

const timeText = (time: NonNullable<Selection['time']>): string =>
  time === 'none' ? 'without a time' : `${dateText(time.from)} – ${dateText(time.to)}`;
