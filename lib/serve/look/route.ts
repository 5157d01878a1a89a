import type { PageContext } from '../context.ts';
import { requiredText } from '../data/arguments.ts';
import { jsonBody, RequestRefused } from '../http/replies.ts';
import type { Route } from '../http/router.ts';

/** `POST /look`: `{ path, hdu, width }`. */
export const lookRoute = (_context: PageContext): Route => ({
  methods: ['POST'],
  needsToken: true,
  handle: async (request) => {
    requiredText(await jsonBody(request), 'path');
    throw new RequestRefused(422, { error: 'this HDU cannot be drawn' });
  },
});
