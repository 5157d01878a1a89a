// The parts of SQS and of Lambda event source mappings that decide which message is received, how often, and by which
// consumer. Time comes from Date and setTimeout, which tests can fake.

/** A message as a consumer receives it. */
export interface Received {
  readonly messageId: string;
  readonly body: string;
  /** How many times it has been received, including this time. */
  readonly receives: number;
}

interface Stored {
  readonly messageId: string;
  readonly body: string;
  /** When it was first sent. Moving it to a dead-letter queue does not change this. */
  readonly sentAt: number;
  receives: number;
  visibleAt: number;
}

/** The settings of a queue. */
export interface QueueSettings {
  /** The visibility timeout in seconds. */
  readonly visibility: number;
  readonly redrive?: { readonly to: FakeQueue; readonly maxReceives: number };
  /** Whether a message that moves to this queue keeps its receive count. This is not documented by AWS. */
  readonly keepsReceives?: boolean;
}

/** A queue, as its senders and consumers use it. */
export interface FakeQueue {
  send(body: string): void;
  receive(maxCount: number): Received[];
  remove(messageId: string): void;
  /** Accepts a message from a queue whose dead-letter queue this is. */
  accept(message: Stored): void;
  /** Sets the function to call when a message may have become visible. */
  onVisible(callback: () => void): void;
  /** Returns the bodies of all messages, visible or not. */
  bodies(): string[];
  /** Removes all messages, like a redrive task or a purge, and returns their bodies. */
  drain(): string[];
  /** The bodies of messages that exceeded the retention period. */
  readonly expired: string[];
}

/** The maximum retention period of SQS, 14 days, in milliseconds. */
const RETENTION = 14 * 24 * 3600 * 1000;

let lastId = 0;

/**
 * A standard queue: at-least-once delivery, roughly in the order of sending, with receive counts and a dead-letter queue.
 *
 * Source: Amazon SQS Developer Guide, "Dead-letter queues", "Visibility timeout"; API Reference, SetQueueAttributes.
 */
export function fakeQueue({ visibility, redrive, keepsReceives = false }: QueueSettings): FakeQueue {
  const stored = new Map<string, Stored>();
  const expired: string[] = [];
  let notify: () => void = () => {};
  const add = (message: Stored): void => {
    stored.set(message.messageId, message);
    notify();
  };
  const dropExpired = (): void => {
    for (const { messageId, body, sentAt } of stored.values()) {
      if (Date.now() - sentAt < RETENTION) continue;
      stored.delete(messageId);
      expired.push(body);
    }
  };
  return {
    expired,
    send: (body) => add({ messageId: `m${lastId++}`, body, sentAt: Date.now(), receives: 0, visibleAt: 0 }),
    receive: (maxCount) => {
      dropExpired();
      const received: Received[] = [];
      for (const message of [...stored.values()]) {
        if (received.length === maxCount) break;
        if (message.visibleAt > Date.now()) continue;
        // a received message goes to the end of the queue
        stored.delete(message.messageId);
        if (redrive !== undefined && message.receives >= redrive.maxReceives) {
          redrive.to.accept(message);
          continue;
        }
        message.receives++;
        message.visibleAt = Date.now() + 1000 * visibility;
        stored.set(message.messageId, message);
        received.push({ messageId: message.messageId, body: message.body, receives: message.receives });
      }
      if (received.length > 0) setTimeout(() => notify(), 1000 * visibility);
      return received;
    },
    remove: (messageId) => void stored.delete(messageId),
    accept: (message) => add({ ...message, receives: keepsReceives ? message.receives : 0, visibleAt: 0 }),
    onVisible: (callback) => {
      notify = callback;
    },
    bodies: () => [...stored.values()].map(({ body }) => body),
    drain: () => {
      const bodies = [...stored.values()].map(({ body }) => body);
      stored.clear();
      return bodies;
    },
  };
}

/** Invokes the function: returns the ids of the messages to be retried, or throws if the process crashed. */
type Invoke = (batch: readonly Received[]) => Promise<readonly string[]>;

/** Invokes a function with batches of a queue, several at a time, and deletes the messages that it does not return. */
export function eventSource(
  queue: FakeQueue,
  { batchSize, concurrency }: { readonly batchSize: number; readonly concurrency: number },
  invoke: Invoke,
): void {
  let running = 0;
  const run = async (batch: readonly Received[]): Promise<void> => {
    running++;
    try {
      const failed = await invoke(batch);
      for (const { messageId } of batch) if (!failed.includes(messageId)) queue.remove(messageId);
    } catch {
      // the whole batch becomes visible again after its visibility timeout
    }
    running--;
    poll();
  };
  const poll = (): void => {
    while (running < concurrency) {
      const batch = queue.receive(batchSize);
      if (batch.length === 0) return;
      void run(batch);
    }
  };
  queue.onVisible(() => queueMicrotask(poll));
}
