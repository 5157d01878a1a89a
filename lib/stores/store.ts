import { messageOf } from './file-problem.ts';

/** An object as a listing shows it. */
export interface Listed {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Identifies one state of the object. Two states never share it. */
  readonly etag: string;
  readonly lastModified: Date;
  /** Only if the store's listing includes it; S3's does not. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An object's head: everything but its bytes. */
export interface Head extends Listed {
  readonly metadata: Readonly<Record<string, string>>;
  /** S3's version id, if the bucket keeps versions. */
  readonly versionId?: string;
  /** S3's storage class, if the object must be restored before it can be read. */
  readonly archived?: string;
}

/** The state that an object must be in for a read. */
export interface ReadConditions {
  /** Throws {@link Changed} if the object is not in this state. */
  readonly ifMatch?: string;
  /** Throws {@link Unchanged} if the object is still in this state. */
  readonly ifNoneMatch?: string;
}

/** How an object is read. */
export interface ReadOptions extends ReadConditions {
  /** Memory that a store may read into if the bytes fit. To allocate it takes longer than to read a small file. */
  readonly memory?: Uint8Array;
}

/** The state that an object must be in for a write, and its new metadata. */
export interface WriteOptions {
  /** The state to replace; null if the key must not exist. In any other case {@link Conflict} is thrown. */
  readonly ifMatch: string | null;
  /** Short texts that are kept with the object. The folder store keeps them only in gzip bodies. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Where objects are kept: an S3 bucket, a folder, or memory. Keys are separated by `/` and compared as bytes.
 *
 * For a missing key, `head` returns undefined and `read` throws {@link Missing}. An archived object has a head, and `read`
 * throws {@link Archived}. Anything else that goes wrong (access denied, a missing bucket or root, I/O) is a
 * {@link StoreFailure}: the object may or may not exist.
 */
export interface Store {
  /** The objects whose keys start with `prefix`, in byte order. */
  list(prefix: string): AsyncIterable<Listed>;
  head(key: string): Promise<Head | undefined>;
  /** `length` bytes from `offset` on; fewer only at the end of the object, and none beyond it. */
  read(
    key: string,
    offset: number,
    length: number,
    options?: ReadOptions,
  ): Promise<{ readonly bytes: Uint8Array; readonly head: Head }>;
  /** Writes everything or nothing. Returns the new ETag. */
  write(key: string, body: Uint8Array, options: WriteOptions): Promise<string>;
  /** Removes the object if it is in this state. Otherwise, or if it does not exist, throws {@link Conflict}. */
  remove(key: string, options: { readonly ifMatch: string }): Promise<void>;
}

/** The object is not in the state that a read requires with `ifMatch`. */
export class Changed extends Error {
  override readonly name = 'Changed';
  readonly key: string;
  constructor(key: string) {
    super(`${key} changed while it was being read`);
    this.key = key;
  }
}

/** The object is still in the state that a read excludes with `ifNoneMatch`. */
export class Unchanged extends Error {
  override readonly name = 'Unchanged';
  readonly key: string;
  constructor(key: string) {
    super(`${key} is unchanged`);
    this.key = key;
  }
}

/** The object does not exist. */
export class Missing extends Error {
  override readonly name = 'Missing';
  readonly key: string;
  constructor(key: string) {
    super(`${key} does not exist`);
    this.key = key;
  }
}

/** The object must be restored from an archive before it can be read. */
export class Archived extends Error {
  override readonly name = 'Archived';
  readonly key: string;
  /** S3's storage class or archive tier; empty if it is not known. */
  readonly storageClass: string;
  constructor(key: string, storageClass: string) {
    super(`${key} is archived${storageClass && ` (${storageClass})`}`);
    this.key = key;
    this.storageClass = storageClass;
  }
}

/** A write or removal was refused, because the object is not in the expected state. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly key: string;
  constructor(key: string) {
    super(`${key} was changed by another writer`);
    this.key = key;
  }
}

/** A request to the store failed: access denied, no such root, an I/O error. It says nothing about the object. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  /** The path or S3 URI that was accessed. */
  readonly where: string;
  constructor(where: string, cause: unknown) {
    super(`${where}: ${messageOf(cause)}`, { cause });
    this.where = where;
  }
}
