// What the main thread and a worker thread send each other. Everything is copied or transferred, so errors and stores
// cannot be sent as they are.

import { DamagedRows, type Extraction, type LakeRows, type SourceFile } from '../../lake/extraction.ts';
import type { DerivationSettings } from '../../sky/rules.ts';
import { codeOf, messageOf } from '../../stores/file-problem.ts';
import { Changed, Missing, type ReadConditions, StoreFailure, Unchanged } from '../../stores/store.ts';

/** What a worker thread is started with. */
export interface WorkerSettings {
  readonly derivation: DerivationSettings;
}

/** Work on one file: to read it in the folder `root`, or to derive its rows again from the body of its lake object. */
export type Task =
  | {
      readonly kind: 'extract';
      readonly root: string;
      readonly file: SourceFile;
      readonly conditions: ReadConditions | undefined;
      /** The size of the file as listed. */
      readonly size?: number | undefined;
    }
  | { readonly kind: 'derive'; readonly body: Uint8Array; readonly file: SourceFile };

/** What the work on a task returned or threw. A worker replies to tasks in their order. */
export type Reply = { readonly result: Extraction | LakeRows } | { readonly failure: Failure };

/** An error of an `Extract`, as data. */
export type Failure =
  | { readonly name: 'Changed' | 'Unchanged' | 'Missing'; readonly key: string }
  | {
      readonly name: 'StoreFailure';
      readonly where: string;
      readonly message: string;
      readonly code: unknown;
    }
  | { readonly name: 'DamagedRows' | 'Error'; readonly message: string };

const OF_ONE_KEY = { Changed, Unchanged, Missing } as const;

/** An error as data. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Changed || error instanceof Unchanged || error instanceof Missing)
    return { name: error.name, key: error.key };
  if (error instanceof StoreFailure) {
    const { where, cause } = error;
    return { name: error.name, where, message: messageOf(cause), code: codeOf(cause) };
  }
  return { name: error instanceof DamagedRows ? error.name : 'Error', message: messageOf(error) };
}

/** The error that {@link failureOf} described, of the same class. */
export function errorOf(failure: Failure): Error {
  switch (failure.name) {
    case 'StoreFailure': {
      const { where, message, code } = failure;
      return new StoreFailure(where, Object.assign(new Error(message), code !== undefined && { code }));
    }
    case 'DamagedRows':
      return new DamagedRows(failure.message);
    case 'Error':
      return new Error(failure.message);
    default:
      return new OF_ONE_KEY[failure.name](failure.key);
  }
}
