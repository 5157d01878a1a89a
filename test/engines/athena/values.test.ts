import { describe, expect, it } from 'vitest';
import { columnType, plainValue } from '../../../lib/engines/athena/values.ts';

describe('the values of Athena', () => {
  it.each<[string, string | undefined, unknown]>([
    ['varchar', undefined, null],
    ['varchar', '', ''],
    ['varchar', 'true ', 'true '],
    ['boolean', 'true', true],
    ['boolean', 'false', false],
    ['integer', '7', 7],
    ['bigint', '7', 7n],
    ['bigint', '-9223372036854775808', -9223372036854775808n],
    ['double', '1.0E20', 1e20],
    ['double', '-Infinity', Number.NEGATIVE_INFINITY],
    ['float', '0.1', 0.1],
    ['decimal', '0.10', 0.1],
    ['decimal', '12345678901234567890.50', '12345678901234567890.50'],
    ['date', '2026-11-25', '2026-11-25'],
    ['timestamp', '2026-11-25 01:02:03.040506', '2026-11-25 01:02:03.040506'],
    ['timestamp', '2026-11-25 01:02:03.040500', '2026-11-25 01:02:03.0405'],
    ['timestamp', '2026-11-25 01:02:00.000', '2026-11-25 01:02:00'],
    ['timestamp', '2026-11-25 01:02:00', '2026-11-25 01:02:00'],
    ['time', '01:02:03.500', '01:02:03.5'],
    ['timestamp with time zone', '2026-11-25 01:02:03.100 UTC', '2026-11-25 01:02:03.1+00'],
    ['timestamp with time zone', '2026-11-25 01:02:03.000 +02:00', '2026-11-24 23:02:03+00'],
    [
      'timestamp with time zone',
      '2026-11-25 01:02:03.100 Europe/Berlin',
      '2026-11-25 01:02:03.100 Europe/Berlin',
    ],
    ['array', '[1, null, 3]', '[1, null, 3]'],
    ['map', '{a=1}', '{a=1}'],
    ['string', 'hdu                 ', 'hdu'],
  ])('%s %j', (type, text, value) => {
    expect(plainValue(type, text)).toEqual(value);
  });
  it('have a type', () => {
    const types = ['bigint', 'decimal', 'timestamp', 'timestamp with time zone', 'date', 'varchar', 'array'];
    expect(types.map(columnType)).toEqual([
      ...['bigint', 'double', 'timestamp', 'timestamp'],
      ...['date', 'text', 'text'],
    ]);
  });
});
