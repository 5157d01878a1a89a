import { byId, contextOf, setAttributes } from '../../dom.ts';
import { reasonOf } from '../../server.ts';
import type { CentredView } from '../centred-view.ts';
import { drawTiles } from './draw.ts';
import { loadProperties, loadTiles } from './load.ts';
import type { Hips } from './properties.ts';
import { type Wanted, wantedTiles } from './tiles.ts';

/** Images of the sky behind the density. */
export interface Background {
  /** Draws what has arrived; if the view rests, loads what is missing. Undefined: no images. */
  show(view: CentredView | undefined, isResting: boolean): void;
}

/** What is there of the images. */
interface There extends Wanted {
  readonly hips: Hips;
  /** Tiles that have arrived, by their keys. */
  readonly pixels: Map<number, Uint32Array>;
}

/** @param url the address of a HiPS, with a slash at its end */
export function backgroundFrom(url: string): Background {
  const canvas = byId('images') as HTMLCanvasElement;
  let view: CentredView | undefined;
  let there: There | undefined;
  let [ending, isDue] = [new AbortController(), false];
  const drawSoon = (): void => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      draw(canvas, view, there, 1);
    });
  };
  const load = async (at: CentredView, signal: AbortSignal): Promise<string> => {
    const hips = there?.hips ?? (await loadProperties(url));
    if (signal.aborted) return '';
    const wanted = wantedTiles(at, hips, window.devicePixelRatio || 1);
    there = { ...wanted, hips, pixels: kept(there, wanted) };
    drawSoon();
    await loadTiles(url, hips, wanted, there.pixels, signal, drawSoon);
    return hips.title;
  };
  return {
    show: (next, isResting) => {
      view = next;
      setAttributes(canvas, { hidden: next === undefined });
      if (next === undefined || isResting) ending.abort();
      if (next === undefined) return note('');
      draw(canvas, next, there, isResting ? 1 : 2);
      if (!isResting) return;
      ending = new AbortController();
      const { signal } = ending;
      setAttributes(canvas, { 'data-loading': true });
      void load(next, signal)
        .catch(reasonOf)
        .then((text) => {
          if (signal.aborted) return;
          note(text);
          requestAnimationFrame(() => setAttributes(canvas, { 'data-loading': false }));
        });
    },
  };
}

/** Whose images these are, or why there are none. */
function note(text: string): void {
  byId('images-note').textContent = text;
}

/** Tiles that are still wanted. */
function kept(there: There | undefined, { order, tiles }: Wanted): Map<number, Uint32Array> {
  const isSame = there?.order === order && (there.tiles === undefined) === (tiles === undefined);
  return new Map(isSame ? [...there.pixels].filter(([key]) => tiles?.has(key) ?? true) : []);
}

function draw(
  canvas: HTMLCanvasElement,
  view: CentredView | undefined,
  there: There | undefined,
  step: 1 | 2,
): void {
  if (view === undefined || there === undefined) return;
  const { width, height } = view;
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = contextOf(canvas);
  const image = context.createImageData(width, height);
  drawTiles(view, there, there.hips.frame, step, new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
}
