/** An object as a listing shows it. */
export interface Listed {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Names one state of the object: two states never share it. */
  readonly etag: string;
  readonly lastModified: Date;
  /** Where the store has them at hand; S3's listing has not. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An object's head: what is known of it without its bytes. */
export interface Head extends Listed {
  readonly metadata: Readonly<Record<string, string>>;
  /** S3's version id, where the bucket keeps versions. */
  readonly versionId?: string;
  /** S3's storage class where the object must be restored before it can be read. */
  readonly archived?: string;
}

export interface ReadConditions {
  /** Read this state or throw {@link Changed}. */
  readonly ifMatch?: string;
  /** Throw {@link Unchanged} when this is still the state. */
  readonly ifNoneMatch?: string;
}

export interface WriteOptions {
  /** The state to replace; null: the key must not exist. Anything else is a {@link Conflict}. */
  readonly ifMatch: string | null;
  /** Small text values kept with the object. The folder store keeps them within gzip bodies only. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Where objects live: S3, a folder, memory. Keys are `/`-separated, compared as bytes.
 *
 * A missing key is `undefined` from `head`, {@link Missing} from `read`; an archived object has a head, and
 * `read` is {@link Archived}. Whatever else goes wrong
 * (access denied, a missing bucket or root, I/O) is {@link StoreFailure}: never "absent".
 */
export interface Store {
  list(prefix: string): AsyncIterable<Listed>;
  head(key: string): Promise<Head | undefined>;
  /** `length` bytes from `offset`, short only at the end of the object (empty beyond it). */
  read(
    key: string,
    offset: number,
    length: number,
    conditions?: ReadConditions,
  ): Promise<{ readonly bytes: Uint8Array; readonly head: Head }>;
  /** Writes all or nothing; gives the new ETag. */
  write(key: string, body: Uint8Array, options: WriteOptions): Promise<string>;
  /** Removes that state; a key that is gone already is {@link Conflict}. */
  remove(key: string, options: { readonly ifMatch: string }): Promise<void>;
}

/** The object is not in the state that `ifMatch` of a read names. */
export class Changed extends Error {
  override readonly name = 'Changed';
  readonly key: string;
  constructor(key: string) {
    super(`${key} changed while it was read`);
    this.key = key;
  }
}

/** The object is still in the state that `ifNoneMatch` names. */
export class Unchanged extends Error {
  override readonly name = 'Unchanged';
  readonly key: string;
  constructor(key: string) {
    super(`${key} is unchanged`);
    this.key = key;
  }
}

/** There is no such object. */
export class Missing extends Error {
  override readonly name = 'Missing';
  readonly key: string;
  constructor(key: string) {
    super(`${key} does not exist`);
    this.key = key;
  }
}

/** The object is there, but must be restored from an archive before it can be read. */
export class Archived extends Error {
  override readonly name = 'Archived';
  readonly key: string;
  /** S3's storage class, or its archive tier; empty where it is not told. */
  readonly storageClass: string;
  constructor(key: string, storageClass: string) {
    super(`${key} is archived${storageClass && ` (${storageClass})`}`);
    this.key = key;
    this.storageClass = storageClass;
  }
}

/** A write or removal was refused: the object is not in the state that it expected. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly key: string;
  constructor(key: string) {
    super(`${key} was changed by another writer`);
    this.key = key;
  }
}

/** The store could not answer: access denied, no such root, an I/O error. Says nothing of the object. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly where: string;
  constructor(where: string, cause: unknown) {
    super(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.where = where;
  }
}
