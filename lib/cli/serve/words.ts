// What a server says about who sees what.

import type { Access } from './access.ts';

/**
 * What becomes visible, if it is more than the page for its user.
 *
 * @param roots the folders whose files are served; undefined if none are
 */
export function exposureNotes(
  { isOpen, host, url, token, vo }: Access,
  roots: readonly string[] | undefined,
): string[] {
  const notes: string[] = [];
  const who = isOpen ? `anyone who can reach ${url ?? host}` : 'every program on this machine';
  const what = 'all headers, paths and positions of the lake, and small pictures of its images';
  if (token === undefined) notes.push(`${who} can see ${what}`);
  else if (isOpen)
    notes.push(`anyone who has the address with the token can see ${what}; nothing is encrypted`);
  if (vo && token !== undefined) notes.push(`${who} can query the lake at the addresses of the VO`);
  if (roots !== undefined && roots.length > 0)
    notes.push(`the FITS files of the lake below these folders are served: ${roots.join(', ')}`);
  return notes;
}
