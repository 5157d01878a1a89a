/** Files after which the event loop gets a turn. */
const YIELD_AFTER = 64;

/** Lets the event loop handle signals now and then. Files can be read so quickly that it gets no turn otherwise. */
export const yieldSometimes = async (done: number): Promise<void> => {
  if (done % YIELD_AFTER === 0) await new Promise((resolve) => setImmediate(resolve));
};
