/** Modified Julian Date of an ISO time in UTC, to 1e-8 day (a millisecond). */
export const mjd = (iso: string): number => Number((Date.parse(`${iso}Z`) / 86_400_000 + 40_587).toFixed(8));
