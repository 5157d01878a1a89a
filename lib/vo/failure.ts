import { QuestionEnded } from '../engines/asker.ts';
import { QueryRefused } from '../engines/query-refused.ts';
import { NotRepresentable } from '../formats/not-representable.ts';
import { xmlText } from '../formats/xml.ts';
import { AdqlError } from './adql/adql-error.ts';
import { VoError } from './vo-error.ts';

// What went wrong, as DALI wants it: an HTTP status and a VOTable. Source: DALI 1.1, sections 4.2 and 4.4.

/** What the sender of a request sees. */
export interface Failure {
  readonly status: number;
  readonly message: string;
}

/** Where errors go that are not about a request. */
export interface ErrorSink {
  onError(error: unknown): void;
}

/**
 * Returns the failure that an error means. The message of an error that is not about the request is not for its sender,
 * who might learn the paths of this machine from it.
 */
export function failureOf(error: unknown, { onError }: ErrorSink): Failure {
  if (error instanceof VoError) return { status: error.status, message: error.message };
  if (error instanceof AdqlError || error instanceof QueryRefused || error instanceof NotRepresentable)
    return { status: 400, message: error.message };
  if (error instanceof QuestionEnded) return { status: STATUSES[error.reason.kind], message: error.message };
  onError(error);
  return {
    status: 500,
    message: 'the service could not answer; the terminal of the server shows the reason',
  };
}

const STATUSES: Readonly<Record<QuestionEnded['reason']['kind'], number>> = {
  time: 400,
  memory: 400,
  busy: 503,
  process: 503,
  reader: 400,
  lake: 503,
  'no-tables': 400,
};

/** The media type of VOTables. */
export const VOTABLE_TYPE = 'application/x-votable+xml';

/**
 * A VOTable that says what went wrong.
 *
 * @param before what is in front of the resource
 */
export const errorVotable = (message: string, before = ''): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">${before}`,
    '<RESOURCE type="results">',
    `<INFO name="QUERY_STATUS" value="ERROR">${xmlText(message)}</INFO>`,
    '</RESOURCE>',
    '</VOTABLE>\n',
  ].join('\n');

/** The response for a failure, as a VOTable. */
export function errorResponse(
  error: unknown,
  sink: ErrorSink,
  votableOf: (message: string) => string = errorVotable,
): Response {
  const { status, message } = failureOf(error, sink);
  return new Response(votableOf(message), { status, headers: { 'content-type': VOTABLE_TYPE } });
}
