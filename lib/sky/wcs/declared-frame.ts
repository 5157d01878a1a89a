import type { CelestialAxes, Unsupported } from './celestial-axes.ts';
import { ecliptic, type Frame, fk4, fk5, GALACTIC, ICRS } from './frame.ts';
import { type Keywords, parsed } from './keywords.ts';

/** What RADESYS may be besides FK4, FK4-NO-E and FK5, and what it then means. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ICRF: 'ICRS',
  ICRS2: 'ICRS',
  J2000: 'FK5',
  B1950: 'FK4',
};
/** Words that say nothing. */
const NO_SYSTEM = new Set(['', 'N/A', 'UNKNOWN', 'NONE', 'UNDEFINED', 'INDEF']);
/** Before this, EQUINOX alone means FK4 (FITS standard 4.0, 8.3). */
const FK5_BEGINS = 1984;

/** The frame of celestial axes (FITS standard 4.0, 8.3). */
export function declaredFrame(keywords: Keywords, { type }: CelestialAxes): Frame | Unsupported {
  if (type.system === 'galactic') return GALACTIC;
  const declared = keywords.text('RADESYS') || keywords.text('RADECSYS');
  const system = NO_SYSTEM.has(declared) ? '' : (SPELLINGS[declared] ?? declared);
  if (system === 'ICRS' && type.system === 'equatorial') return ICRS;
  const equinox = equinoxOf(keywords);
  if (typeof equinox === 'object') return equinox;
  const isFk4 =
    system === 'FK4' ||
    system === 'FK4-NO-E' ||
    (system === '' && equinox !== undefined && equinox < FK5_BEGINS);
  if (!isFk4 && !['', 'ICRS', 'FK5'].includes(system))
    return { reason: `the frame ${declared} is not supported` };
  if (type.system === 'ecliptic')
    return isFk4 ? { reason: 'ecliptic coordinates in FK4 are not supported' } : ecliptic(equinox ?? 2000);
  if (isFk4) return fk4(equinox ?? 1950, system !== 'FK4-NO-E');
  return system === '' && equinox === undefined ? ICRS : fk5(equinox ?? 2000);
}

/** EQUINOX or, before there was one, EPOCH. In years; zero and years that cannot be an equinox do not count. */
function equinoxOf(keywords: Keywords): number | Unsupported | undefined {
  for (const keyword of ['EQUINOX', 'EPOCH']) {
    const text = keywords.text(keyword);
    if (text === '') continue;
    const equinox = parsed(text.replace(/^[JB]/, ''));
    if (equinox === undefined) return { reason: `${keyword} is not a year` };
    if (equinox >= 1800 && equinox <= 2100) return equinox;
  }
  return undefined;
}
