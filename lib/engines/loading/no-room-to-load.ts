import { messageOf } from '../../stores/file-problem.ts';

/** What DuckDB can run out of: memory, or disk space for temporary files. */
export type Room = 'memory' | 'temp-space';

/** There is too little memory or disk space to load a lake object into the cache. This says nothing about its rows. */
export class NoRoomToLoad extends Error {
  override readonly name = 'NoRoomToLoad';
  /** The path of the object below the lake's folder. */
  readonly path: string;
  readonly room: Room;
  constructor(path: string, room: Room, options: ErrorOptions) {
    super(`${path}: there is too little ${room === 'memory' ? 'memory' : 'disk space'} to load it`, options);
    this.path = path;
    this.room = room;
  }
}

/** What DuckDB ran out of; undefined if its error is another one. What a COMMIT or DETACH ran out of is within its text. */
export function ranOutOf(error: unknown): Room | undefined {
  if (error instanceof NoRoomToLoad) return error.room;
  const text = messageOf(error);
  if (/^(?:Error: )?IO Error.*(?:No space left on device|Disk quota exceeded)/is.test(text))
    return 'temp-space';
  const isAboutRoom = /^(?:Error: )?Out of Memory Error|(?:could not allocate|failed to pin) block of size/;
  if (!isAboutRoom.test(text)) return undefined;
  return /max_temp_directory_size/.test(text) ? 'temp-space' : 'memory';
}
