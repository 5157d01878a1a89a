import { agoText } from './ago.ts';
import { byId, setAttributes } from './dom.ts';
import type { Server } from './server.ts';
import type { LakeNow } from './wire.ts';

/** How often the page asks whether the lake has changed, in milliseconds. */
const EVERY = 20_000;

/** Shows how fresh the lake is. */
export function showFresh({ fresh, counts: { latest } }: LakeNow): void {
  const box = byId('fresh');
  const updated = latest === null ? undefined : `${latest.replace(' ', 'T').replace(/Z?$/, '')}Z`;
  const ago = updated === undefined ? '' : `latest file read ${agoText(updated, Date.now())}`;
  box.textContent = fresh ? ago : `${ago} · newer files come when another program has finished`;
  box.title = updated ?? '';
}

/** Asks now and then, while the page is visible, and offers to refresh if the lake is another than the one on the page. */
export function watchLake(server: Server, version: () => string, onState: (state: LakeNow) => void): void {
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    try {
      const state = await server.now();
      onState(state);
      setAttributes(byId('refresh'), { hidden: state.version === version() });
    } catch {
      // the next time may work; requests that the reader makes say what is wrong
    }
  };
  setInterval(() => void ask(), EVERY);
  addEventListener('focus', () => void ask());
}
