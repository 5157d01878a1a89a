/** A time for people: `2026-11-25 10:00:00 UTC`. */
export const utc = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
