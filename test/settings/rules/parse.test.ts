import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRules } from '../../../lib/settings/rules/parse.ts';
import { RulesRefused } from '../../../lib/settings/rules/refused.ts';
import { TARGET_NAMES } from '../../../lib/settings/rules/targets.ts';
import { effort } from '../../helpers/effort.ts';

const parse = (text: string) => parseRules('mycam.yaml', text);

/** The refusal of a rules file. Fails if it is accepted. */
function refusal(text: string): RulesRefused {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof RulesRefused) return error;
    throw error;
  }
  throw new Error('the rules were accepted');
}

const EXAMPLE = `# my camera
- when: { INSTRUME: MYCAM }
  t_exptime: { keywords: [TINT], unit: ms }
  image_type: { keywords: [FRAME], values: { skyflat: flat, Sky: object } }
  facility_name: { value: My Observatory }
  longitude: { value: -17.880 }
- when:
    TELESCOP: [ "Tel 1", TEL 2 ]
    HIERARCH ESO INS ID: no
  target_name:
    keywords: HIERARCH  eso  obs targ name
    ignore: [ sky, 'Test' ]
`;

const RULES = [
  {
    when: { INSTRUME: ['mycam'] },
    set: {
      t_exptime: { keywords: ['TINT'], unit: 'ms' },
      facility_name: { value: 'My Observatory' },
      image_type: { keywords: ['FRAME'], values: { sky: 'object', skyflat: 'flat' } },
      longitude: { value: '-17.88' },
    },
  },
  {
    when: { 'ESO INS ID': ['no'], TELESCOP: ['tel 1', 'tel 2'] },
    set: { target_name: { keywords: ['ESO OBS TARG NAME'], ignore: ['sky', 'test'] } },
  },
];

describe('parseRules', () => {
  it('reads rules in YAML', () => {
    expect(parse(EXAMPLE)).toEqual(RULES);
  });

  it('reads JSON, and its own result', () => {
    expect(parse(JSON.stringify(RULES.map(({ when, set }) => ({ when, ...set }))))).toEqual(RULES);
  });

  it('gives the same text for rules that mean the same', () => {
    const other = `- longitude: {value: -17.88}
  facility_name: {"value": "My Observatory"}
  image_type: { values: { Sky: OBJECT, " skyflat": flat }, keywords: [ frame ] }
  t_exptime: { unit: ms, keywords: tint }
  when: { instrume: " mycam" }
- { target_name: { ignore: [Sky, TEST], keywords: [ESO OBS TARG NAME] },
    when: { ESO INS ID: NO, TELESCOP: [TEL 1, tel 2] } }`;
    expect(JSON.stringify(parse(other))).toBe(JSON.stringify(parse(EXAMPLE)));
  });

  it.each(['', '# only a comment\n', '[]'])('has no rules in %j', (text) => {
    expect(parse(text)).toEqual([]);
  });

  it('has rules for all files if there is no `when`', () => {
    expect(parse('- observer: { keywords: [PI-COI] }')).toEqual([
      { when: {}, set: { observer: { keywords: ['PI-COI'] } } },
    ]);
  });

  // each with its line, and a fact that the message contains
  it.each<[string, number | undefined, string]>([
    ['when: { A: b }', 1, 'one list'],
    ['- just text', 1, 'a map'],
    ['- when: { A: b }\n', 1, 'sets nothing'],
    ['- when: { A: b }\n  t_exptme: { value: 1 }', 2, 'did you mean t_exptime?'],
    ['- wen: { A: b }\n  observer: { value: x }', 1, 'did you mean when?'],
    ['- when: { A: b }\n  colour: { value: 1 }', 2, TARGET_NAMES.join(', ')],
    ['- when: MYCAM\n  observer: { value: x }', 1, '{ INSTRUME: MYCAM }'],
    ['- when: {}\n  observer: { value: x }', 1, 'leave it out'],
    ['- when: { A=B: c }\n  observer: { value: x }', 1, '"A=B" is not a FITS keyword'],
    ['- when: { A: b, a: c }\n  observer: { value: x }', 1, '"A" is there twice'],
    ['- when: { A: [] }\n  observer: { value: x }', 1, 'empty'],
    ['- when: { A: "" }\n  observer: { value: x }', 1, 'empty'],
    ['- when: { A: { b: c } }\n  observer: { value: x }', 1, 'A: write a text'],
    ['- observer: OBS', 1, 'observer: write { keywords: [KEYWORD] }'],
    ['- observer: { keyword: [OBS] }', 1, 'did you mean keywords?'],
    ['- observer: { regex: x }', 1, 'keywords, unit, values, ignore, value'],
    ['- observer: { ignore: [x] }', 1, 'keywords is missing'],
    ['- observer: { keywords: [é] }', 1, '"é" is not a FITS keyword'],
    ['- observer: { keywords: [OBS], value: x }', 1, 'cannot be combined'],
    ['- observer: { keywords: [OBS], unit: s }', 1, 'observer has no unit'],
    ['- t_exptime: { keywords: [TINT], unit: sec }', 1, '"sec" is not one of s, ms, min, h, d'],
    ['- s_ra: { keywords: [X], unit: [deg] }', 1, 'a list is not one of deg, hour'],
    [
      '- image_type:\n    keywords: [F]\n    values: { x: light }',
      3,
      'object, bias, dark, flat, arc, standard, other',
    ],
    ['- image_type: { value: [flat] }', 1, 'a list'],
    ['- t_exptime: { keywords: [F], values: { x: "1" } }', 1, 'cannot be translated'],
    ['- t_min: { value: 55000 }', 1, 'cannot be the same'],
    ['- longitude: { value: 17W }', 1, '"17W" is not a number from -180 to 360'],
    ['- s_dec: { value: 91 }', 1, '-90 to 90'],
    ['- filter: { value: "a\\u001bb" }', 1, 'control character'],
    ['- observer: { value: x }\n- observer: [', 2, 'not valid YAML'],
    ['- observer: { value: x }\n  observer: { value: y }', 2, 'already used'],
    ['- observer: &a { value: x }\n- intent: *a', 1, 'aliases'],
    ['- observer: { value: *a }', 1, 'aliases'],
    ['- observer: { value: !!binary aGk= }', 1, 'tags'],
    ['- observer: { value: !js/function x }', 1, 'tags'],
    ['- <<: { value: x }', 1, '"<<"'],
    ['- { [a]: b }', 1, 'a list or a map'],
    ['- observer: { value: x }\n---\n- observer: { value: x }', 2, 'second document'],
    ['['.repeat(65_536), 1, 'too deeply'],
    ['- '.repeat(32_768), 1, 'too deeply'],
    ['? '.repeat(32_768), 1, 'too deeply'],
    ['- __proto__: { value: x }', 1, '__proto__'],
  ])('refuses %j', (text, line, fact) => {
    const { file, line: found, message } = refusal(text);
    expect({ file, line: found }).toEqual({ file: 'mycam.yaml', line });
    expect(message).toContain(fact);
  });

  it('refuses any other text with a line, and never fails otherwise', () => {
    const piece = fc.constantFrom(
      ...[
        '- ',
        'when: ',
        'observer: ',
        'keywords',
        'value',
        ': ',
        '{',
        '}',
        '[',
        ']',
        ',',
        '\n',
        '  ',
        '"',
        "'",
      ],
      ...[
        '&a ',
        '*a',
        '!!str ',
        '|',
        '>',
        '#',
        '%YAML',
        '---',
        '...',
        '?',
        '\t',
        '\r',
        '\0',
        '\ud800',
        '__proto__',
      ],
    );
    const texts = fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(Array.isArray(parse(text))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RulesRefused);
        }
      }),
      { numRuns: effort(500) },
    );
  });
});
