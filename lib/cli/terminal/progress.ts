/** Says how far a run is; on a terminal only, so that nothing of it ends up in a pipe or a log. */
export interface Progress {
  /** @param total undefined while it is not known */
  step(done: number, total: number | undefined): void;
  clear(): void;
}

/** How often the line is written anew, in milliseconds. */
const EVERY = 200;

/** A line of progress with rate and time left, on standard error. */
export function progress(what: string, terminal: NodeJS.WriteStream = process.stderr): Progress {
  if (!terminal.isTTY) return { step: () => {}, clear: () => {} };
  const started = Date.now();
  let last = started;
  let shown = false;
  return {
    step: (done, total) => {
      const now = Date.now();
      if (now - last < EVERY) return;
      last = now;
      shown = true;
      terminal.write(`\r\u001b[K${progressLine(what, done, total, (now - started) / 1000)}`);
    },
    clear: () => {
      if (shown) terminal.write('\r\u001b[K');
    },
  };
}

/** `1,200 of 4,000 files, 30 %, 345 a second, 8 s left`; without a total `1,200 files, 345 a second` */
export function progressLine(what: string, done: number, total: number | undefined, seconds: number): string {
  const rate = done / Math.max(seconds, 0.001);
  if (total === undefined) return `${count(done)} ${what}, ${count(Math.round(rate))} a second`;
  const left = rate > 0 ? duration((total - done) / rate) : '?';
  const share = total > 0 ? Math.floor((100 * done) / total) : 100;
  return `${count(done)} of ${count(total)} ${what}, ${share} %, ${count(Math.round(rate))} a second, ${left} left`;
}

/** A number with thousands apart. */
export const count = (number: number): string => number.toLocaleString('en-US');

/** Seconds as people say them. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Bytes as people say them. */
export function bytes(number: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let [value, unit] = [number, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? count(value) : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
