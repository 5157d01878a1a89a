/** A time as the lake writes it, in UTC: `2026-11-25 01:02:03.456`. Both engines can cast it to a timestamp. */
export const utc = (time: Date): string => time.toISOString().replace('T', ' ').replace('Z', '');
