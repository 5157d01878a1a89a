/** The colours that canvases draw with: those of page.css, which knows about dark and light. */
export interface Theme {
  readonly isDark: boolean;
  readonly ground: string;
  readonly panel: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly bar: string;
  readonly chosen: string;
  readonly galactic: string;
  readonly ecliptic: string;
  readonly footprint: string;
}

const NAMES = [
  'ground',
  'panel',
  'text',
  'quiet',
  'line',
  'bar',
  'chosen',
  'galactic',
  'ecliptic',
  'footprint',
] as const;
const DARK = '(prefers-color-scheme: dark)';
let known: Theme | undefined;

export function theme(): Theme {
  known ??= read();
  return known;
}

function read(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colours = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const);
  return { isDark: matchMedia(DARK).matches, ...Object.fromEntries(colours) } as Theme;
}

/** Calls back when the reader changes between dark and light. */
export function onThemeChange(redraw: () => void): void {
  matchMedia(DARK).addEventListener('change', () => {
    known = undefined;
    redraw();
  });
}
