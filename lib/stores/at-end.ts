// Clean-up for the case that a signal ends the process, when `finally` blocks do not run.

const undo = new Set<() => void>();

/**
 * Registers synchronous clean-up, such as removing a file, in case a signal ends the process.
 *
 * @returns a function that unregisters it
 */
export function atEnd(work: () => void): () => void {
  // the same function may be registered twice
  const own = (): void => work();
  undo.add(own);
  return () => undo.delete(own);
}

/** Runs all registered clean-up, the latest first. A failure does not stop the rest. */
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
