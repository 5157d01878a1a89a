// The parts of SQS and of Lambda's event sources that decide which message is received, how often, and by which
// consumer. Time comes from Date and setTimeout, which tests replace.

/** A message as a consumer receives it. */
export interface Received {
  readonly messageId: string;
  readonly body: string;
  readonly receives: number;
}

interface Stored {
  readonly messageId: string;
  readonly body: string;
  /** When it was first sent; moves by SQS do not change it. */
  readonly sentAt: number;
  receives: number;
  visibleAt: number;
}

export interface QueueSettings {
  /** Seconds. */
  readonly visibility: number;
  readonly redrive?: { readonly to: FakeQueue; readonly maxReceives: number };
  /** Whether a message that moves here keeps its count of receives. AWS's documents leave that open. */
  readonly countsOn?: boolean;
}

export interface FakeQueue {
  send(body: string): void;
  receive(most: number): Received[];
  remove(messageId: string): void;
  /** Accepts a message from a queue whose dead-letter queue this is. */
  take(message: Stored): void;
  /** Calls back when a message may be visible. */
  onVisible(call: () => void): void;
  /** The bodies of all messages, visible or not. */
  bodies(): string[];
  /** Removes all messages, like a redrive task or a purge. */
  drain(): string[];
  /** The bodies of messages that were dropped because they were too old. */
  readonly expired: string[];
}

/** The longest time that SQS keeps a message, in milliseconds: 14 days. */
const RETENTION = 14 * 24 * 3600 * 1000;

let ids = 0;

/**
 * A standard queue: at-least-once delivery in about the order of sending, receives that are counted, and a dead-letter
 * queue for what was received too often.
 * Source: Amazon SQS Developer Guide, "Dead-letter queues", "Visibility timeout"; API Reference, SetQueueAttributes.
 */
export function fakeQueue({ visibility, redrive, countsOn = false }: QueueSettings): FakeQueue {
  const stored = new Map<string, Stored>();
  const expired: string[] = [];
  let tell: () => void = () => {};
  const add = (message: Stored): void => {
    stored.set(message.messageId, message);
    tell();
  };
  const dropOld = (): void => {
    for (const { messageId, body, sentAt } of stored.values()) {
      if (Date.now() - sentAt < RETENTION) continue;
      stored.delete(messageId);
      expired.push(body);
    }
  };
  return {
    expired,
    send: (body) => add({ messageId: `m${ids++}`, body, sentAt: Date.now(), receives: 0, visibleAt: 0 }),
    receive: (most) => {
      dropOld();
      const received: Received[] = [];
      for (const message of [...stored.values()]) {
        if (received.length === most) break;
        if (message.visibleAt > Date.now()) continue;
        // to the end of the queue
        stored.delete(message.messageId);
        if (redrive !== undefined && message.receives >= redrive.maxReceives) {
          redrive.to.take(message);
          continue;
        }
        message.receives++;
        message.visibleAt = Date.now() + 1000 * visibility;
        stored.set(message.messageId, message);
        received.push({ messageId: message.messageId, body: message.body, receives: message.receives });
      }
      if (received.length > 0) setTimeout(() => tell(), 1000 * visibility);
      return received;
    },
    remove: (messageId) => void stored.delete(messageId),
    take: (message) => add({ ...message, receives: countsOn ? message.receives : 0, visibleAt: 0 }),
    onVisible: (call) => {
      tell = call;
    },
    bodies: () => [...stored.values()].map(({ body }) => body),
    drain: () => {
      const bodies = [...stored.values()].map(({ body }) => body);
      stored.clear();
      return bodies;
    },
  };
}

/** The result of an invocation: the messages to be given back; it throws if the process ended. */
type Invoke = (batch: readonly Received[]) => Promise<readonly string[]>;

/** Invokes a function with batches of a queue, several at once, and deletes what is not given back. */
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
      // the whole batch comes again after its visibility timeout
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
