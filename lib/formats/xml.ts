// Text in XML 1.0 (https://www.w3.org/TR/xml/).

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // a reader would take them for a newline or a blank
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
};
const IN_TEXT = /[&<>\r]/g;
const IN_ATTRIBUTES = /[&<>"\r\n\t]/g;

/** The characters that XML cannot hold, not even as a reference (section 2.2). */
const IMPOSSIBLE = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const REPLACEMENT = '\ufffd';

const escaped = (text: string, pattern: RegExp): string =>
  text.replace(IMPOSSIBLE, REPLACEMENT).replace(pattern, (character) => ESCAPES[character] ?? character);

/** Text between tags. What XML cannot hold becomes U+FFFD. */
export const xmlText = (text: string): string => escaped(text, IN_TEXT);

/** Attributes, each with a blank in front. Those without a value are left out. */
export const xmlAttributes = (attributes: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(attributes)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${escaped(value, IN_ATTRIBUTES)}"`))
    .join('');
