/** The Modified Julian Date of an ISO time in UTC, rounded to 1e-8 days (about a millisecond). */
export const mjd = (iso: string): number => Number((Date.parse(`${iso}Z`) / 86_400_000 + 40_587).toFixed(8));
