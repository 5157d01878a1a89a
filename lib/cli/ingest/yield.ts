/** The event loop gets a turn after this many files. */
const YIELD_AFTER = 64;

/** Lets the event loop handle signals now and then. Reading local files may never give it a turn otherwise. */
export const yieldSometimes = async (done: number): Promise<void> => {
  if (done % YIELD_AFTER === 0) await new Promise((resolve) => setImmediate(resolve));
};
