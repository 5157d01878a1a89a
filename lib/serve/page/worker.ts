import { type Look, type Looker, lookerOf } from './cross/looker.ts';

// The program of the worker: columns come once, then looks.

let looker: Looker | undefined;

addEventListener('message', ({ data }: MessageEvent<{ buffer: ArrayBuffer } | { look: Look }>) => {
  if ('buffer' in data) {
    looker = lookerOf(data.buffer);
    postMessage({ header: looker.columns.header, wholeTime: looker.wholeTime });
  } else if (looker !== undefined) {
    const seen = looker.look(data.look);
    const buffers = [seen.sky, seen.time, ...seen.facets, ...seen.histograms].map(({ buffer }) => buffer);
    postMessage({ seen }, { transfer: buffers as ArrayBuffer[] });
  }
});
