/**
 * Text as part of a URL: its UTF-8 bytes, percent-encoded except for unreserved characters and `/`. Hexadecimal digits are
 * in upper case, and an unpaired surrogate becomes U+FFFD.
 *
 * Source: RFC 3986, 2.1 and 2.3.
 */
export const percentEncoded = (text: string): string => (NOTHING_TO_ENCODE.test(text) ? text : encoded(text));

const NOTHING_TO_ENCODE = /^[\w.~/-]*$/;

const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
