import { byId, setAttributes } from './dom.ts';

const TABS = ['tab-rows', 'tab-ask', 'tab-problems'] as const;
export type Tab = (typeof TABS)[number];

/** Shows one of the panels below the sky. */
export function showTab(wanted: Tab): void {
  for (const id of TABS) {
    const tab = byId(id);
    const isShown = id === wanted;
    setAttributes(tab, { 'aria-selected': String(isShown), tabindex: isShown ? 0 : -1 });
    setAttributes(byId(tab.getAttribute('aria-controls') ?? ''), { hidden: !isShown });
  }
}

/** Tabs react to clicks and arrow keys. */
export function startTabs(): void {
  for (const [index, id] of TABS.entries()) {
    const tab = byId(id);
    tab.addEventListener('click', () => showTab(id));
    tab.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = TABS[(index + step + TABS.length) % TABS.length];
      if (step === 0 || next === undefined) return;
      showTab(next);
      byId(next).focus();
    });
  }
}
