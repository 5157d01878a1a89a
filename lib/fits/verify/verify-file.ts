import { CARD } from '../ascii.ts';
import { type Fault, placeOf } from '../fault.ts';
import type { Hdu, Sink } from '../walk.ts';
import { type CheckedHeader, checkedHeader, integerOf, stringOf } from './checked-header.ts';
import { type Finding, findingAt, severityOf } from './finding.ts';
import type { Rule } from './rule.ts';
import { HEADER_RULES, type RuleCode } from './rules.ts';

/** Checks the headers of one file: a sink for readHeaders, which passes on what it finds, in the order of the file. */
export function headerVerifier(onFinding: (finding: Finding) => void): Sink {
  const names = new Map<string, number>();
  const listed = new Map<string, number>();
  return {
    fault: (fault) => onFinding(ofFault(fault)),
    hdu: (hdu) => {
      const header = checkedHeader(hdu);
      for (const finding of headerFindings(hdu, header, listed)) onFinding(finding);
      const same = sameName(header, hdu.hdu, names);
      if (same !== undefined)
        onFinding(
          findingAt(
            'same-extension-name',
            hdu.hdu,
            hdu.headerOffset,
            `HDU ${same} has the same type, EXTNAME, EXTVER and EXTLEVEL`,
          ),
        );
    },
  };
}

/** A fault as a finding. Its reason begins with the place, which a finding has beside its message. */
function ofFault({ code, hdu, byte, reason }: Fault): Finding {
  const places = byte === undefined ? [] : [placeOf(hdu, byte), placeOf(undefined, byte)];
  const place = places.find((text) => reason.startsWith(text)) ?? '';
  const message = reason.slice(place.length);
  return { code, severity: severityOf(code), hdu, byte, message };
}

/** The most findings with the same code in a file: a file can have a million cards, and all of them can be wrong. */
export const MOST_OF_A_CODE = 1000;
const NOT_LISTED = ' (more findings with this code are not listed)';

/**
 * What the rules find in one header, in the order of its cards.
 *
 * @param listed how many findings of each code the file has had so far; it is brought up to date
 */
function headerFindings(
  { hdu, headerOffset }: Hdu,
  header: CheckedHeader,
  listed: Map<string, number>,
): Finding[] {
  const findings: Finding[] = [];
  for (const [code, rule] of Object.entries<Rule>(HEADER_RULES)) {
    let count = listed.get(code) ?? 0;
    if (count >= MOST_OF_A_CODE) continue;
    for (const { record, column = 0, what } of rule.find(header)) {
      const message = ++count === MOST_OF_A_CODE ? what + NOT_LISTED : what;
      findings.push(findingAt(code as RuleCode, hdu, headerOffset + record * CARD + column, message));
      if (count === MOST_OF_A_CODE) break;
    }
    listed.set(code, count);
  }
  return findings.sort((a, b) => (a.byte ?? 0) - (b.byte ?? 0));
}

/** The earlier extension with the same type and name (FITS standard 4.0, 4.4.2.6). */
function sameName(header: CheckedHeader, hdu: number, names: Map<string, number>): number | undefined {
  const name = stringOf(header, 'EXTNAME');
  if (header.isPrimary || name === undefined || name === '') return undefined;
  const version = [integerOf(header, 'EXTVER') ?? 1, integerOf(header, 'EXTLEVEL') ?? 1];
  const key = JSON.stringify([header.type, name, ...version]);
  const earlier = names.get(key);
  if (earlier === undefined) names.set(key, hdu);
  return earlier;
}
