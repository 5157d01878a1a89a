import { COLUMNS, ROWS, type Scene } from './scenes.ts';

// An SVG that works where GitHub shows it: no script, no external font, animated by CSS alone. It has a background of its
// own, so it is readable on light and dark pages. Every line has a fixed length, so columns align in any monospaced font.

const FONT = 13;
const CHARACTER = 7.8;
const LINE = 18;
const MARGIN = 16;
const TITLE_BAR = 32;
const WIDTH = COLUMNS * CHARACTER + 2 * MARGIN;

/** Seconds that a scene is shown, and seconds until its output appears. */
const SHOWN = 7;
const TYPED = 1;

/** Lines of a command after the first one continue it; the output begins below. */
const COMMAND_LINES = 2;
const HEIGHT = TITLE_BAR + (ROWS + COMMAND_LINES + 1) * LINE + MARGIN;

/** The scenes as an animation that repeats. Without animations, the first scene is shown. */
export function terminalSvg(scenes: readonly Scene[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="A recording of fits-datalake in a terminal">
<style>${styles(scenes.length)}</style>
<rect class="window" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8"/>
${['#ff5f57', '#febc2e', '#28c840'].map((color, i) => `<circle cx="${MARGIN + 4 + i * 20}" cy="${TITLE_BAR / 2}" r="6" fill="${color}"/>`).join('\n')}
${scenes.map(sceneGroup).join('\n')}
</svg>
`;
}

function styles(scenes: number): string {
  const duration = scenes * SHOWN;
  const share = (seconds: number): string => `${((100 * seconds) / duration).toFixed(2)}%`;
  return `
.window { fill: #1b1f24; stroke: #57606a; }
text { font: ${FONT}px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #d0d7de; }
.command { fill: #ffffff; font-weight: 600; }
.prompt { fill: #57ab5a; font-weight: 600; }
.scene { opacity: 0; }
.scene:first-of-type { opacity: 1; }
@media (prefers-reduced-motion: no-preference) {
  .scene, .scene:first-of-type { opacity: 0; animation: scene ${duration}s step-end infinite; }
  .output { opacity: 0; animation: output ${duration}s step-end infinite; }
}
@keyframes scene { 0% { opacity: 1; } ${share(SHOWN)} { opacity: 0; } }
@keyframes output { 0% { opacity: 0; } ${share(TYPED)} { opacity: 1; } }
`;
}

function sceneGroup({ command, lines }: Scene, index: number): string {
  const delay = ` style="animation-delay: ${index * SHOWN}s"`;
  const [first = '', ...more] = command.split('\n');
  const typed = [
    textLine(0, '$', 'prompt'),
    textLine(0, first, 'command', 2),
    ...more.map((text, i) => textLine(i + 1, text, 'command')),
  ];
  const output = lines.map((text, i) => textLine(more.length + 1 + i, text));
  return `<g class="scene"${delay}>
${typed.join('\n')}
<g class="output"${delay}>
${output.filter((line) => line !== '').join('\n')}
</g>
</g>`;
}

/** A line of text in the grid; '' for a blank one. */
function textLine(row: number, text: string, name?: string, column = 0): string {
  const indent = text.length - text.trimStart().length;
  const shown = text.trim();
  if (shown === '') return '';
  const x = MARGIN + (column + indent) * CHARACTER;
  const y = TITLE_BAR + (row + 1) * LINE;
  const length = ([...shown].length * CHARACTER).toFixed(1);
  return `<text${name === undefined ? '' : ` class="${name}"`} x="${x.toFixed(1)}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(shown)}</text>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
