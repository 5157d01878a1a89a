import { QuestionEnded } from '../engines/asker.ts';
import { RequestRefused } from './http/replies.ts';
import type { Route } from './http/router.ts';

/** A route that answers 503 while the lake is not there. */
export const whileLakeIsThere = (route: Route): Route => ({
  ...route,
  handle: async (request) => {
    try {
      return await route.handle(request);
    } catch (error) {
      if (error instanceof QuestionEnded && error.reason.kind === 'lake')
        throw new RequestRefused(503, { error: error.message }, { cause: error });
      throw error;
    }
  },
});
