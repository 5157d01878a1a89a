// npm run recording: writes docs/images/terminal.svg, the picture in the README. It shows what the commands print on the
// samples. test/recording.test.ts fails when that is no longer the same.
import { writeFileSync } from 'node:fs';
import { recordedScenes } from './recording/scenes.ts';
import { terminalSvg } from './recording/svg.ts';

/** The path of the picture. */
export const RECORDING = 'docs/images/terminal.svg';

if (import.meta.main) writeFileSync(RECORDING, terminalSvg(recordedScenes()));
