import { xmlText } from '../formats/xml.ts';
import type { DescribedAnswer } from './described-answer.ts';
import { failureOf } from './failure.ts';
import type { Service } from './service-options.ts';
import type { OutputFormat } from './tap/formats.ts';

/** A document in XML. */
export const xmlResponse = (body: string): Response =>
  new Response(body, { headers: { 'content-type': 'text/xml' } });

/** Sends the client to another address, after a change. */
export const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location } });

/** An answer as the body of a response, which is written as it is read. */
export function streamed(
  service: Service,
  { signal }: Request,
  format: OutputFormat,
  answer: DescribedAnswer,
): Response {
  const body = format.write(answer, service.base);
  const isVotable = format.type.startsWith('application/x-votable');
  const texts = isVotable ? withLateError(body, service, signal) : body;
  return new Response(ReadableStream.from(texts).pipeThrough(new TextEncoderStream()), {
    headers: { 'content-type': format.type },
  });
}

/** An error after the first rows is reported at the end of the document, as DALI wants it. */
async function* withLateError(
  body: AsyncGenerator<string, void>,
  service: Service,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  try {
    yield* body;
  } catch (error) {
    // nobody reads it
    if (signal.aborted) return;
    const { message } = failureOf(error, service);
    yield `</TABLEDATA>\n</DATA>\n</TABLE>\n<INFO name="QUERY_STATUS" value="ERROR">${xmlText(message)}</INFO>\n`;
    yield '</RESOURCE>\n</VOTABLE>\n';
  }
}
