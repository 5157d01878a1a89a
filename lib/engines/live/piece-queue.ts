import { deserialize, serialize } from 'node:v8';
import type { Value } from '../answer.ts';
import { bytesOfRows } from './portions.ts';
import type { Place, SpoolFile, SpoolFiles } from './spool-files.ts';

/** Rows of an answer that come together. */
export type Piece = readonly (readonly Value[])[];

/** Pieces that wait, the first ones in memory and the others in a file. */
export interface PieceQueue {
  /** Puts a piece at the end. False if there is no room for it. */
  put(piece: Piece): Promise<boolean>;
  /** Takes the first piece; undefined if there is none. */
  take(): Promise<Piece> | undefined;
  /** Drops all pieces. To be called when nothing is put any more. */
  drop(): void;
}

/** @param memoryBytes of the pieces in memory, roughly; one of any size is always there */
export function pieceQueue(files: SpoolFiles, memoryBytes: number): PieceQueue {
  const queue: ({ readonly piece: Piece; readonly bytes: number } | Place)[] = [];
  let [inMemory, bytesInMemory, inFile] = [0, 0, 0];
  let file: SpoolFile | undefined;
  const closeFile = (): void => {
    file?.close();
    file = undefined;
  };
  const fromFile = async (place: Place): Promise<Piece> => {
    const bytes = await file?.read(place);
    if (--inFile === 0) closeFile();
    return deserialize(bytes ?? new Uint8Array()) as Piece;
  };
  return {
    put: async (piece) => {
      const bytes = bytesOfRows(piece);
      if (inMemory === 0 || bytesInMemory + bytes <= memoryBytes) {
        queue.push({ piece, bytes });
        inMemory++;
        bytesInMemory += bytes;
        return true;
      }
      file ??= files.create();
      // it counts from now on: the file has to stay while it is written
      inFile++;
      const place = await file.append(serialize(piece));
      if (place !== undefined) queue.push(place);
      else if (--inFile === 0) closeFile();
      return place !== undefined;
    },
    take: () => {
      const first = queue.shift();
      if (first === undefined || !('piece' in first)) return first && fromFile(first);
      inMemory--;
      bytesInMemory -= first.bytes;
      return Promise.resolve(first.piece);
    },
    drop: () => {
      queue.length = 0;
      closeFile();
    },
  };
}
