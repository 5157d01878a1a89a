// The forms of responses.

/** A response in JSON. Large integers become text. */
export const jsonReply = (value: unknown, status = 200): Response =>
  new Response(
    JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item)),
    {
      status,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    },
  );

/** What is wrong, for the page: a sentence, and perhaps advice and a place in the SQL. */
export interface Problem {
  readonly error: string;
  readonly hint?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The version of the lake, if it is not the one that was asked about. */
  readonly version?: string | undefined;
}

/** A request that cannot be answered, with the status and the sentence that the client gets. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;
  readonly problem: Problem;
  constructor(status: number, problem: Problem, options?: ErrorOptions) {
    super(problem.error, options);
    this.status = status;
    this.problem = problem;
  }
}

/** The most bytes of a JSON body. */
const MOST_JSON = 4_000_000;

/** The JSON object in the body of a request; an empty body is an empty one. Throws {@link RequestRefused}. */
export async function jsonBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_JSON)
      throw new RequestRefused(413, { error: `the body of the request is longer than ${MOST_JSON} bytes` });
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // refused below
  }
  throw new RequestRefused(400, { error: 'the body of the request is not a JSON object' });
}
