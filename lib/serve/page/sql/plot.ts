import { toVector } from '../../../sky/sphere.ts';
import { contextOf, element } from '../dom.ts';
import { counted, shortNumber, thousands } from '../numbers.ts';
import { beginning } from '../rows/cell-text.ts';
import { centredView, pixelOf } from '../sky/centred-view.ts';
import { drawLines } from '../sky/lines.ts';
import { DEFAULT_VIEW } from '../state/view.ts';
import { theme } from '../theme.ts';
import { ticks } from '../time/ticks.ts';
import type { Plot } from './plot-kind.ts';

const [WIDTH, HEIGHT] = [520, 260];
/** More characters of a category are never seen. */
const MOST_TEXT = 200;

/** Draws an answer. */
export function drawPlot(plot: Plot): HTMLElement {
  switch (plot.kind) {
    case 'sky':
      return skyPlot(plot.points);
    case 'time':
      return timePlot(plot);
    case 'bars':
      return barPlot(plot);
  }
}

function figure(label: string, draw: (context: CanvasRenderingContext2D) => void): HTMLElement {
  const canvas = element('canvas', {
    width: 2 * WIDTH,
    height: 2 * HEIGHT,
    class: 'plot',
    role: 'img',
    'aria-label': label,
  });
  const context = contextOf(canvas);
  context.scale(2, 2);
  draw(context);
  return element('figure', {}, canvas, element('figcaption', {}, label));
}

function skyPlot(points: readonly (readonly [number, number])[]): HTMLElement {
  return figure(`${counted(points.length, 'position')}`, (context) => {
    const on = centredView(DEFAULT_VIEW, WIDTH, HEIGHT);
    drawLines(context, DEFAULT_VIEW, on, { sky: undefined, footprints: [] });
    context.fillStyle = theme().chosen;
    context.globalAlpha = 0.8;
    for (const [ra, dec] of points) {
      const pixel = pixelOf(on, toVector({ ra, dec }));
      if (pixel !== undefined) context.fillRect(pixel[0] - 1.5, pixel[1] - 1.5, 3, 3);
    }
  });
}

function timePlot({ times, weights, label }: Extract<Plot, { kind: 'time' }>): HTMLElement {
  const from = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  const to = last + Math.max((last - from) * 1e-3, 1e-3);
  const bins = 130;
  const heights = new Float64Array(bins);
  for (const [at, mjd] of times.entries()) {
    const bin = Math.floor(((mjd - from) / (to - from)) * bins);
    heights[bin] = (heights[bin] ?? 0) + (weights?.[at] ?? 1);
  }
  const most = Math.max(...heights, 1e-300);
  return figure(`${label} over time, at most ${shortNumber(most)} per bar`, (context) => {
    const { bar, quiet, line } = theme();
    const [top, perBin] = [HEIGHT - 20, WIDTH / bins];
    context.fillStyle = bar;
    for (const [bin, height] of heights.entries()) {
      const tall = (height / most) * (top - 8);
      context.fillRect(bin * perBin, top - tall, perBin - 1, tall);
    }
    context.fillStyle = line;
    context.fillRect(0, top, WIDTH, 1);
    context.fillStyle = quiet;
    context.font = '11px system-ui, sans-serif';
    for (const { mjd, text } of ticks({ from, to }, 5)) {
      const x = ((mjd - from) / (to - from)) * WIDTH;
      if (x < WIDTH - 50) context.fillText(text, x + 3, HEIGHT - 5);
      context.fillRect(x, top, 1, 5);
    }
  });
}

function barPlot({ bars, label }: Extract<Plot, { kind: 'bars' }>): HTMLElement {
  const most = Math.max(...bars.map(({ value }) => value), 1e-300);
  const lines = bars.map(({ text, value }) => {
    const bar = element('i', { 'aria-hidden': 'true' });
    bar.style.transform = `scaleX(${value / most})`;
    return element(
      'div',
      { class: 'value' },
      bar,
      element('span', { class: 'name', title: beginning(text, MOST_TEXT) }, beginning(text, MOST_TEXT)),
      element('span', { class: 'count' }, Number.isInteger(value) ? thousands(value) : shortNumber(value)),
    );
  });
  return element(
    'figure',
    { class: 'bar-plot', 'aria-label': label },
    ...lines,
    element('figcaption', {}, label),
  );
}
