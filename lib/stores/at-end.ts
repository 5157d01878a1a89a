// What has to be undone where a signal ends the process: nothing else that is written in `finally` runs then.

const undo = new Set<() => void>();

/**
 * Registers synchronous work, such as removing a file, for the case that a signal ends the process.
 *
 * @returns takes it back: it is done, or no longer needed
 */
export function atEnd(work: () => void): () => void {
  // the same function may be registered twice
  const own = (): void => work();
  undo.add(own);
  return () => undo.delete(own);
}

/** Does all that is registered, the latest first. What fails keeps nothing else from being done. */
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
