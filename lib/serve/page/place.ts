import { fromFragment, type Place, toFragment } from './state/address.ts';

// The address bar. A selection or an opened file is a step of the history; a view is not.

/** After the last change, in milliseconds. */
const REST = 250;

export interface Bar {
  /** Writes a place at rest. */
  write(place: Place): void;
}

/** Follows the address bar. */
export function addressBar(onPlace: (place: Place) => void): Bar {
  let written = fromFragment(location.hash);
  let timer: ReturnType<typeof setTimeout> | undefined;
  addEventListener('popstate', () => {
    clearTimeout(timer);
    written = fromFragment(location.hash);
    onPlace(written);
  });
  return {
    write: (place) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const fragment = toFragment(place);
        const url = `${location.pathname}${fragment === '' ? '' : `#${fragment}`}`;
        if (fragment === toFragment(written)) return;
        const step = (one: Place): string => toFragment({ ...one, view: written.view });
        if (step(place) === step(written)) history.replaceState(null, '', url);
        else history.pushState(null, '', url);
        written = place;
      }, REST);
    },
  };
}

/** The place of the address now. */
export const placeNow = (): Place => fromFragment(location.hash);
