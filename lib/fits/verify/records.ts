// Rules about single records: their characters, keywords and continuations.

import { CARD } from '../ascii.ts';
import { type CheckedCard, isHierarch } from './checked-header.ts';
import { type Place, type Rule, shown } from './rule.ts';

const COMMENTARY = new Set(['', 'COMMENT', 'HISTORY']);

/** Columns 1 to 8 without trailing blanks, as they are in the file. */
const nameField = ({ text }: CheckedCard): string => text.slice(0, 8).trimEnd();

/** The rules about single records. */
export const RECORD_RULES = {
  /** FITS standard 4.0, 4.1.2.3 and 3.2: only the characters with hexadecimal codes 20 to 7E. */
  'illegal-character': {
    severity: 'error',
    section: '4.1.2.3',
    meaning: 'a card contains a byte that is not printable ASCII (hexadecimal 20 to 7E)',
    *find({ cards }) {
      for (const { keyword, record, text } of cards) {
        const column = text.search(/[^\x20-\x7e]/);
        if (column < 0) continue;
        const code = text.charCodeAt(column).toString(16).padStart(2, '0').toUpperCase();
        yield { record, column, what: `${keyword || 'a blank card'} contains the byte 0x${code}` };
      }
    },
  },
  /** FITS standard 4.0, 4.1.2.1. */
  'keyword-character': {
    severity: 'error',
    section: '4.1.2.1',
    meaning: 'a keyword contains a character other than A to Z, 0 to 9, hyphen and underscore',
    *find({ cards }) {
      for (const card of cards) {
        const name = nameField(card);
        // other bytes are illegal everywhere: another rule
        const bad = /[\x21-\x7e ]/.exec(name.trimStart().replace(/[A-Z0-9_-]/g, ''))?.[0];
        if (bad === undefined) continue;
        const what = `the keyword "${name.trimStart()}" contains "${bad}"`;
        yield { record: card.record, column: name.indexOf(bad, name.search(/\S/)), what };
      }
    },
  },
  /** FITS standard 4.0, 4.1.2.1. */
  'keyword-not-left': {
    severity: 'error',
    section: '4.1.2.1',
    meaning: 'a keyword does not begin in column 1',
    *find({ cards }) {
      for (const card of cards)
        if (/^ +\S/.test(nameField(card)))
          yield { record: card.record, what: `the keyword ${card.keyword} does not begin in column 1` };
    },
  },
  /** FITS standard 4.0, 4.1.2.2. */
  'no-value-indicator': {
    severity: 'warning',
    section: '4.1.2.2',
    meaning: 'an equals sign is not followed by a blank in column 10, so the card has no value',
    *find({ cards }) {
      for (const { keyword, record, text } of cards) {
        if (text[8] !== '=' || text[9] === ' ' || COMMENTARY.has(keyword)) continue;
        const what = `${keyword} has no value: columns 9 and 10 are "${text.slice(8, 10)}", not "= "`;
        yield { record, column: 8, what };
      }
    },
  },
  /** FITS standard 4.0, 4.2.1.2. */
  'orphan-continue': {
    severity: 'warning',
    section: '4.2.1.2',
    meaning: 'a CONTINUE card does not continue a string that ends in &',
    *find({ cards }) {
      for (const { keyword, record, text } of cards) {
        if (keyword !== 'CONTINUE') continue;
        const what = text.startsWith('CONTINUE=')
          ? 'CONTINUE has an equals sign, so it continues nothing'
          : 'CONTINUE does not follow a string that ends in &';
        yield { record, what };
      }
    },
  },
  /** FITS standard 4.0, 4.2.1: a string is enclosed in single quotes. */
  'string-not-closed': {
    severity: 'error',
    section: '4.2.1',
    meaning: 'a string has no closing quote on its card',
    find: valuesOfForm('open string', (keyword) => `the string of ${keyword} has no closing quote`),
  },
  /** FITS standard 4.0, 4.1.2.3: a comment is preceded by a slash. */
  'no-slash': {
    severity: 'error',
    section: '4.1.2.3',
    meaning: 'there is text after the value that does not begin with a slash',
    find: valuesOfForm(
      'junk',
      (keyword, rest) => `the value of ${keyword} is followed by "${shown(rest)}" without a slash`,
    ),
  },
  /** FITS standard 4.0, 4.2.4 and 4.2.6: the exponent letter is E or D. */
  'lower-case-exponent': {
    severity: 'error',
    section: '4.2.4',
    meaning: 'the exponent of a number begins with e or d instead of E or D',
    find: valuesOfForm(
      'lower case',
      (keyword, rest) => `the exponent of ${keyword} is in lower case: ${shown(rest)}`,
    ),
  },
  /** FITS standard 4.0, 4.2.2 to 4.2.6. */
  'value-format': {
    severity: 'error',
    section: '4.2',
    meaning: 'a value is not a string in quotes, T, F, a number or a complex number',
    find: valuesOfForm(
      'unknown',
      (keyword, rest) => `the value of ${keyword} is not in a format of the standard: ${shown(rest)}`,
    ),
  },
} as const satisfies Record<string, Rule>;

/** Finds the values of one wrong form. */
function valuesOfForm(wrong: Form['form'], what: (keyword: string, rest: string) => string): Rule['find'] {
  return function* ({ cards }) {
    for (const { card, column, field } of valueFields(cards)) {
      const { form, rest } = formOf(field);
      if (form === wrong) yield { record: card.record, column, what: what(card.keyword, rest) };
    }
  };
}

interface ValueField {
  readonly card: CheckedCard;
  readonly column: number;
  readonly field: string;
}

/** The value fields of all cards: columns 11 to 80, and those of the CONTINUE records after them. */
function* valueFields(cards: readonly CheckedCard[]): Generator<ValueField> {
  for (const card of cards) {
    if (card.type === 'commentary' || isHierarch(card)) continue;
    for (let start = 0; start < card.text.length; start += CARD)
      yield { card, column: start + 10, field: card.text.slice(start + 10, start + CARD) };
  }
}

interface Form {
  readonly form: 'valid' | 'open string' | 'junk' | 'lower case' | 'unknown';
  /** The text that is wrong. */
  readonly rest: string;
}

const VALID: Form = { form: 'valid', rest: '' };
const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[ED][+-]?\d+)?`;
const VALUE = new RegExp(`^(?:[TF]|${NUMBER}|\\( *${NUMBER} *, *${NUMBER} *\\))$`);
const ANY_CASE = new RegExp(VALUE.source, 'i');
/** A string, with doubled quotes inside, and what follows it. */
const STRING = /^'(?:[^']|'')*'(?!') *(.*)$/;

/** What the value field of a card has instead of a value and a comment, if anything. */
function formOf(field: string): Form {
  const text = field.trim();
  if (text.startsWith("'")) {
    const rest = STRING.exec(text)?.[1];
    if (rest === undefined) return { form: 'open string', rest: text };
    return rest === '' || rest.startsWith('/') ? VALID : { form: 'junk', rest };
  }
  const slash = text.indexOf('/');
  const value = (slash < 0 ? text : text.slice(0, slash)).trimEnd();
  if (value === '' || VALUE.test(value)) return VALID;
  if (value !== value.toUpperCase() && /^[^TF]+$/i.test(value) && ANY_CASE.test(value))
    return { form: 'lower case', rest: value };
  const [first = '', ...more] = value.split(/ +/);
  if (more.length > 0 && VALUE.test(first) && !/^[ED][+-]?\d+$/.test(more[0] ?? ''))
    return { form: 'junk', rest: value.slice(first.length).trimStart() };
  return { form: 'unknown', rest: value };
}

/** The place of a card's keyword. */
export const at = ({ record }: CheckedCard, what: string): Place => ({ record, what });
