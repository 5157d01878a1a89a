import { parametersOf } from '../parameters.ts';
import { streamed } from '../responses.ts';
import type { Service } from '../service-options.ts';
import { answerQuery, formatOf } from './query.ts';

/**
 * Answers `/tap/sync`: the response is the answer.
 *
 * @throws VoError, AdqlError, QueryRefused, QuestionEnded
 */
export async function sync(service: Service, request: Request): Promise<Response> {
  const parameters = await parametersOf(request);
  const format = formatOf(parameters);
  return streamed(
    service,
    request,
    format,
    await answerQuery(service, parameters, { signal: request.signal }),
  );
}
