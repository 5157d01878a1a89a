import { button, byId, choice, element, setAttributes } from '../dom.ts';
import { reasonOf, type Server } from '../server.ts';
import { PARTS, type View, WHOLE } from '../state/view.ts';
import type { LonLat } from './frames.ts';
import { inOtherFrame } from './moves.ts';
import { typedPosition } from './typed-position.ts';

export interface SkyTools {
  show(view: View): void;
  /** Offers images of the sky. */
  offerImages(): void;
}

export interface SkyToolEvents {
  onView(edit: (view: View) => View): void;
  onZoom(by: number): void;
  onCircleMode(isCircle: boolean): void;
  /** A position was found, and a radius in degrees with it. */
  onPosition(position: LonLat, radius: number): void;
}

const NAMES: Readonly<Record<(typeof WHOLE)[number] | (typeof PARTS)[number], string>> = {
  hammer: 'Hammer',
  mollweide: 'Mollweide',
  plate: 'Plate carrée',
  STG: 'STG',
  TAN: 'TAN',
  ZEA: 'ZEA',
  SIN: 'SIN',
};

/** Projections, frame, zoom, circles, and the search for a position or a target. */
export function skyTools(server: Server, events: SkyToolEvents): SkyTools {
  const options = <T extends keyof typeof NAMES>(names: readonly T[]) =>
    names.map((name) => [name, NAMES[name]] as const);
  const edit = (change: Partial<View>): void => events.onView((view) => ({ ...view, ...change }));
  const whole = choice('Projection of the whole sky', options(WHOLE), (value) =>
    edit({ whole: WHOLE.find((one) => one === value) ?? 'hammer' }),
  );
  const part = choice('Projection when zoomed in', options(PARTS), (value) =>
    edit({ part: PARTS.find((one) => one === value) ?? 'STG' }),
  );
  const frame = choice(
    'Frame',
    [
      ['equatorial', 'Equatorial'],
      ['galactic', 'Galactic'],
    ],
    (value) => events.onView((view) => inOtherFrame(view, value === 'galactic' ? 'galactic' : 'equatorial')),
  );
  const circle = button(
    'Select a circle',
    () => {
      const next = circle.getAttribute('aria-pressed') !== 'true';
      setAttributes(circle, { 'aria-pressed': String(next) });
      events.onCircleMode(next);
    },
    { 'aria-pressed': 'false', title: 'Drag to select, or hold Shift and drag' },
  );
  const images = button('Images', () => edit({ images: images.getAttribute('aria-pressed') !== 'true' }), {
    'aria-pressed': 'false',
    title: 'Images of the sky behind the density, from another host',
  });
  byId('sky-tools').append(
    searchFor(server, events),
    circle,
    element(
      'span',
      { class: 'zoom', role: 'group', 'aria-label': 'Zoom' },
      button('−', () => events.onZoom(1 / 1.6), { 'aria-label': 'Zoom out' }),
      button('+', () => events.onZoom(1.6), { 'aria-label': 'Zoom in' }),
      button('Whole sky', () => edit({ centre: [0, 0], zoom: 1 })),
    ),
    whole,
    part,
    frame,
  );
  return {
    show: (view) => {
      [whole.value, part.value, frame.value] = [view.whole, view.part, view.frame];
      setAttributes(images, { 'aria-pressed': String(view.images === true) });
    },
    offerImages: () => byId('sky-tools').append(images),
  };
}

/** A form for a position or a target of the lake, and a radius. */
function searchFor(server: Server, { onPosition }: SkyToolEvents): HTMLFormElement {
  const text = element('input', {
    type: 'search',
    id: 'position',
    placeholder: 'Position or target',
    'aria-label': 'Position (degrees or sexagesimal), or a target in the lake',
    title: '10.68 41.27, 00:42:44 +41:16:09, l 121.17 b -21.57, or a target of the lake',
    size: 16,
    spellcheck: false,
  });
  const radius = element('input', {
    type: 'number',
    id: 'radius',
    'aria-label': 'Radius in degrees',
    title: 'Radius in degrees',
    min: 0.001,
    max: 180,
    step: 'any',
    value: 1,
  });
  const form = element(
    'form',
    { class: 'search', role: 'search', 'aria-label': 'Sky' },
    text,
    radius,
    element('span', { 'aria-hidden': 'true' }, '°'),
    element('button', { type: 'submit' }, 'Go'),
  );
  text.addEventListener('input', () => text.setCustomValidity(''));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void find();
  });
  const find = async (): Promise<void> => {
    if (text.value.trim() === '') return;
    try {
      const typed = typedPosition(text.value);
      const { ra, dec } =
        typed === undefined ? await server.target(text.value.trim()) : { ra: typed[0], dec: typed[1] };
      onPosition([ra, dec], Number(radius.value));
    } catch (error) {
      text.setCustomValidity(reasonOf(error));
      text.reportValidity();
    }
  };
  return form;
}
