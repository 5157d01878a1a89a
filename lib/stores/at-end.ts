// Clean-up in case a signal ends the process: `finally` blocks do not run then.

const undo = new Set<() => void>();

/**
 * Registers synchronous clean-up, such as removing a file, in case a signal ends the process.
 *
 * @returns a function that unregisters it
 */
export function atEnd(work: () => void): () => void {
  // the same function may be registered twice
  const entry = (): void => work();
  undo.add(entry);
  return () => undo.delete(entry);
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
