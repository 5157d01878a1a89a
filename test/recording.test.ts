import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { recordedScenes } from '../scripts/recording/scenes.ts';
import { terminalSvg } from '../scripts/recording/svg.ts';
import { RECORDING } from '../scripts/recording.ts';

it('the recording in the README shows what the commands print; if it does not, run `npm run recording`', () => {
  expect(readFileSync(RECORDING, 'utf8')).toBe(terminalSvg(recordedScenes()));
});

it('the recording needs nothing that GitHub removes from an SVG', () => {
  const svg = readFileSync(RECORDING, 'utf8');
  expect(svg).not.toMatch(/<script|<foreignObject|@import|@font-face|href=|url\(/);
});
