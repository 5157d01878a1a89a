import { createHash, randomUUID } from 'node:crypto';
import { sortKeys } from './keys.ts';
import { Changed, Conflict, type Head, Missing, type Store, Unchanged } from './store.ts';

/** What a store in memory imitates. */
export interface MemoryOptions {
  /** Derives ETags from the bytes, as S3 often does: the same bytes written again have the same ETag. */
  readonly contentEtags?: boolean;
  readonly now?: () => Date;
}

/** A store in memory, for tests. Like S3, it has times in whole seconds. */
export function memoryStore({ contentEtags = false, now = () => new Date() }: MemoryOptions = {}): Store {
  const objects = new Map<string, { readonly head: Head; readonly bytes: Uint8Array }>();
  return {
    async *list(prefix) {
      for (const key of sortKeys([...objects.keys()].filter((key) => key.startsWith(prefix)))) {
        const object = objects.get(key);
        if (object === undefined) continue;
        const { size, etag, lastModified } = object.head;
        yield { key, size, etag, lastModified };
      }
    },
    head: async (key) => objects.get(key)?.head,
    read: async (key, offset, length, { ifMatch, ifNoneMatch } = {}) => {
      const object = objects.get(key);
      if (object === undefined) throw new Missing(key);
      const { head, bytes } = object;
      if (ifMatch !== undefined && ifMatch !== head.etag) throw new Changed(key);
      if (ifNoneMatch === head.etag) throw new Unchanged(key);
      return { bytes: bytes.slice(offset, offset + length), head };
    },
    write: async (key, body, { ifMatch, metadata = {} }) => {
      if ((objects.get(key)?.head.etag ?? null) !== ifMatch) throw new Conflict(key);
      const etag = contentEtags ? createHash('md5').update(body).digest('hex') : randomUUID();
      const lastModified = new Date(Math.floor(now().getTime() / 1000) * 1000);
      const head = { key, size: body.length, etag, lastModified, metadata: { ...metadata } };
      objects.set(key, { head, bytes: new Uint8Array(body) });
      return etag;
    },
    remove: async (key, { ifMatch }) => {
      if (objects.get(key)?.head.etag !== ifMatch) throw new Conflict(key);
      objects.delete(key);
    },
  };
}
