import { writeOut } from './output.ts';

/** A JSON array that is printed element by element, one per line. */
export interface JsonArray {
  /** Prints an element, which is JSON already. */
  add(element: string): void;
  /** To be called after the last element. */
  end(): void;
}

/** Begins a JSON array on standard output. */
export function jsonArray(): JsonArray {
  let isEmpty = true;
  return {
    add: (element) => {
      writeOut((isEmpty ? '[\n' : ',\n') + element);
      isEmpty = false;
    },
    end: () => writeOut(isEmpty ? '[]\n' : '\n]\n'),
  };
}
