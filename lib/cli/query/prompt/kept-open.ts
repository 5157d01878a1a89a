/** Something that is opened when it is needed. */
export interface KeptOpen<T> {
  /** Does work with it. Works may run at the same time. */
  use<R>(work: (opened: T) => Promise<R>): Promise<R>;
  close(): void;
}

/** Milliseconds that something stays open after it was used. */
const IDLE = 2000;

/**
 * Keeps a lake open between queries that follow each other, and closes it after that: whoever has a cache open keeps others
 * from bringing it up to date, and a prompt can be idle for days.
 */
export function keptOpen<T extends { close(): void }>(open: () => Promise<T>, idle = IDLE): KeptOpen<T> {
  let opened: Promise<T> | undefined;
  let users = 0;
  let timer: NodeJS.Timeout | undefined;
  const close = (): void => {
    clearTimeout(timer);
    const closing = opened;
    opened = undefined;
    closing?.then(
      (thing) => thing.close(),
      // who opened it got the error
      () => {},
    );
  };
  return {
    use: async (work) => {
      clearTimeout(timer);
      users++;
      try {
        opened ??= open();
        return await work(await opened);
      } catch (error) {
        // what could not be opened, or failed, is opened anew next time
        if (users === 1) close();
        throw error;
      } finally {
        users--;
        if (users === 0 && opened !== undefined) timer = setTimeout(close, idle);
      }
    },
    close,
  };
}
