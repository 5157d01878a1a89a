import { xmlText } from '../../formats/xml.ts';
import { errorResponse, failureOf } from '../failure.ts';
import { parametersOf } from '../parameters.ts';
import type { Service } from '../service-options.ts';
import { answerQuery, formatOf } from './query.ts';

// Synchronous queries: the response is the answer.

/** Answers `/tap/sync`. */
export async function sync(service: Service, request: Request): Promise<Response> {
  try {
    const parameters = await parametersOf(request);
    const format = formatOf(parameters);
    const answer = await answerQuery(service, parameters, { signal: request.signal });
    const body = format.write(answer, service.base);
    const isVotable = format.type.startsWith('application/x-votable');
    return new Response(streamOf(isVotable ? withLateError(body) : body), {
      headers: { 'content-type': format.type },
    });
  } catch (error) {
    return errorResponse(error);
  }
}

/** An error after the first rows is reported at the end of the document, as DALI wants it. */
export async function* withLateError(body: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  try {
    yield* body;
  } catch (error) {
    const { message } = failureOf(error);
    yield `</TABLEDATA>\n</DATA>\n</TABLE>\n<INFO name="QUERY_STATUS" value="ERROR">${xmlText(message)}</INFO>\n`;
    yield '</RESOURCE>\n</VOTABLE>\n';
  }
}

/** The body of a response. Text is made when a reader wants it. */
export const streamOf = (texts: AsyncIterable<string>): ReadableStream<Uint8Array> =>
  ReadableStream.from(texts).pipeThrough(new TextEncoderStream());
