import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '../../stores/temporary-folder.ts';

// The temporary files of answers that wait for slow readers.

/** Where bytes are in a file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** The file of one answer. */
export interface SpoolFile {
  /** Writes bytes at the end. Undefined if there is no room for them, in the limits or on the disk. */
  append(bytes: Uint8Array): Promise<Place | undefined>;
  read(place: Place): Promise<Uint8Array>;
  /** Removes it. */
  close(): void;
}

/** The files of all answers. */
export interface SpoolFiles {
  /** The file appears when something is written to it. */
  create(): SpoolFile;
  /** Removes all of them. */
  close(): void;
}

/** The most bytes of one file, and of all files together. */
export interface SpoolSize {
  readonly fileBytes: number;
  readonly allBytes: number;
}

const SIZE: SpoolSize = { fileBytes: 500_000_000, allBytes: 2_000_000_000 };

/** Files in a temporary folder of this process, which is created for the first one. */
export function spoolFiles(size: Partial<SpoolSize> = {}): SpoolFiles {
  const { fileBytes, allBytes } = { ...SIZE, ...size };
  let folder: TemporaryFolder | undefined;
  let [all, count] = [0, 0];
  const create = (): SpoolFile => {
    let path = '';
    let opening: Promise<FileHandle> | undefined;
    let [end, isFull] = [0, false];
    const openFile = (): Promise<FileHandle> => {
      folder ??= temporaryFolder('answers');
      path = join(folder.path, String(count++));
      return open(path, 'wx+', 0o600);
    };
    return {
      append: async (bytes) => {
        const place = { offset: end, length: bytes.length };
        if (isFull || end + bytes.length > fileBytes || all + bytes.length > allBytes) return undefined;
        end += bytes.length;
        all += bytes.length;
        try {
          opening ??= openFile();
          await writeAll(await opening, bytes, place.offset);
          return place;
        } catch {
          // most likely the disk is full: the answer then waits in its process
          isFull = true;
          return undefined;
        }
      },
      read: async ({ offset, length }) => {
        const bytes = new Uint8Array(length);
        for (let done = 0; done < length; ) {
          const read = await (await opening)?.read(bytes, done, length - done, offset + done);
          if (!read?.bytesRead) throw new Error('a temporary file of an answer has become shorter');
          done += read.bytesRead;
        }
        return bytes;
      },
      close: () => {
        all -= end;
        end = 0;
        isFull = true;
        // a folder that is removed already takes its files with it
        void opening
          ?.then((file) => file.close())
          .then(() => rm(path, { force: true }))
          .catch(() => {});
      },
    };
  };
  return { create, close: () => folder?.remove() };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
}
