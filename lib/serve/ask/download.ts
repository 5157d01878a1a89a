import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Question } from '../../engines/asker.ts';
import type { LakeAsker } from '../../engines/live/lake-asker.ts';
import { csv } from '../../formats/csv.ts';
import { ndjson } from '../../formats/ndjson.ts';
import { votable } from '../../formats/votable.ts';
import { columnMetadata } from '../../sql/view-columns.ts';
import { temporaryFolder } from '../../stores/temporary-folder.ts';

// Answers as files. They are written while they are read, except for Parquet, whose end has to be known first.

/** The formats of downloads. */
export const FORMATS = ['csv', 'ndjson', 'votable', 'parquet'] as const;

/** One of {@link FORMATS}. */
export type FormatName = (typeof FORMATS)[number];

const TYPES: Readonly<Record<FormatName, { readonly type: string; readonly suffix: string }>> = {
  csv: { type: 'text/csv; charset=utf-8; header=present', suffix: 'csv' },
  ndjson: { type: 'application/x-ndjson', suffix: 'ndjson' },
  votable: { type: 'application/x-votable+xml; charset=utf-8', suffix: 'vot' },
  parquet: { type: 'application/vnd.apache.parquet', suffix: 'parquet' },
};

const WRITERS = {
  csv: (answer: Parameters<typeof csv>[0]) => csv(answer, {}),
  ndjson: (answer: Parameters<typeof csv>[0]) => ndjson(answer),
  votable: (answer: Parameters<typeof csv>[0]) => votable(answer, columnMetadata),
} as const;

/** The response with the whole answer to a question. Throws what an `Asker` throws. */
export async function download(format: FormatName, question: Question, asker: LakeAsker): Promise<Response> {
  const body =
    format === 'parquet' ? await parquetFile(question, asker) : await text(format, question, asker);
  const { type, suffix } = TYPES[format];
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="fits-datalake.${suffix}"`,
    },
  });
}

async function text(
  format: keyof typeof WRITERS,
  question: Question,
  asker: LakeAsker,
): Promise<ReadableStream<Uint8Array>> {
  const written = WRITERS[format](await asker.ask(question));
  // the heading and the first rows, before the response begins: they may be more than the format can express
  const first = [await written.next(), await written.next()];
  async function* all(): AsyncGenerator<string> {
    for (const { value } of first) if (value !== undefined) yield value;
    yield* written;
  }
  return ReadableStream.from(all()).pipeThrough(new TextEncoderStream());
}

async function parquetFile(question: Question, asker: LakeAsker): Promise<ReadableStream> {
  const folder = temporaryFolder('download');
  try {
    const file = `${folder.path}/answer.parquet`;
    await asker.saveParquet(question, file);
    const stream = createReadStream(file);
    stream.once('close', folder.remove);
    return Readable.toWeb(stream) as ReadableStream;
  } catch (error) {
    folder.remove();
    throw error;
  }
}
