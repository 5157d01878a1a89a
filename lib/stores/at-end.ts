// Clean-up for when a signal ends the process: `finally` blocks do not run then.

const undo = new Set<() => void>();

/**
 * Registers synchronous clean-up, such as removing a file, in case a signal ends the process.
 *
 * @returns a function that unregisters it, once it is done or no longer needed
 */
export function atEnd(work: () => void): () => void {
  // the same function may be registered twice
  const own = (): void => work();
  undo.add(own);
  return () => undo.delete(own);
}

/** Runs all that is registered, the latest first. A failure does not stop the rest. */
export function endAll(): void {
  for (const work of [...undo].reverse()) {
    undo.delete(work);
    try {
      work();
    } catch {
      // the process ends in any case
    }
  }
}
