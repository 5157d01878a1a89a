/** `2 hours ago`. */
export function agoText(updated: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(updated)) / 1000);
  const steps = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  const [length, unit] = steps.find(([least]) => seconds >= least) ?? [0, ''];
  if (length === 0) return 'just now';
  const number = Math.floor(seconds / length);
  return `${number} ${unit}${number === 1 ? '' : 's'} ago`;
}
