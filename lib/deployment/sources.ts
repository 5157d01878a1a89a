/** What a lake covers: a bucket, or the part of it below a prefix. */
export interface Source {
  readonly bucket: string;
  /** What its keys begin with; `''` for the whole bucket. */
  readonly prefix: string;
}

/** A source as an address: `s3://bucket/prefix`. */
export const sourceUrl = ({ bucket, prefix }: Source): string => `s3://${bucket}/${prefix}`;

/** The buckets of sources, each once. */
export const bucketsOf = (sources: readonly Source[]): string[] => [
  ...new Set(sources.map(({ bucket }) => bucket)),
];

/** Whether a file is in one of the sources. */
export const isCovered = (
  sources: readonly Source[],
  { bucket, key }: { readonly bucket: string; readonly key: string },
): boolean => sources.some((source) => source.bucket === bucket && key.startsWith(source.prefix));

/** Sources as the value of an environment variable. A name of a bucket contains no slash. */
export const sourcesToText = (sources: readonly Source[]): string =>
  JSON.stringify(sources.map(({ bucket, prefix }) => `${bucket}/${prefix}`));

/** The sources in such a text; undefined if it is another text. */
export function sourcesFromText(text: string): readonly Source[] | undefined {
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(items)) return undefined;
  const sources = items.map(sourceFrom);
  return sources.every((source) => source !== undefined) ? sources : undefined;
}

function sourceFrom(item: unknown): Source | undefined {
  const [, bucket, prefix] = /^([^/]+)\/(.*)$/s.exec(typeof item === 'string' ? item : '') ?? [];
  return bucket === undefined || prefix === undefined ? undefined : { bucket, prefix };
}

/** Sources as the value of an output: addresses, separated by blanks. CloudFormation shows `?` in place of characters outside ASCII. */
export const encodeSources = (sources: readonly Source[]): string =>
  sources.map((source) => encodeURI(sourceUrl(source))).join(' ');

/** The sources that {@link encodeSources} encoded. */
export const decodeSources = (output: string): Source[] =>
  output.split(' ').flatMap((url) => {
    const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
    return bucket === undefined || prefix === undefined
      ? []
      : [{ bucket, prefix: decodeURIComponent(prefix) }];
  });
