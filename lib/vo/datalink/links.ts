import type { ColumnType } from '../../engines/answer.ts';
import { literal } from '../../sql/text.ts';
import type { OutputColumn } from '../adql/value.ts';
import { linkCapabilities } from '../capabilities.ts';
import { askedAnswer } from '../described-answer.ts';
import { parametersOf } from '../parameters.ts';
import { resourceAt, vosiResources } from '../resources.ts';
import { streamed } from '../responses.ts';
import type { Service } from '../service-options.ts';
import { formatOf } from '../tap/query.ts';
import { VoError } from '../vo-error.ts';

// The links of observations: where their files are. Source: DataLink 1.1
// (https://www.ivoa.net/documents/DataLink/20231215/).

/** Answers requests below /datalink. */
export async function linkService(
  service: Service,
  request: Request,
  path: readonly string[],
): Promise<Response> {
  return await resourceAt(path, {
    links: () => links(service, request),
    ...vosiResources(() => linkCapabilities(service)),
  });
}

const column = (name: string, type: ColumnType, ucd: string, about: string, unit?: string): OutputColumn => ({
  ...{ name, type },
  about: { ucd, about, ...(unit !== undefined && { unit }) },
});

const COLUMNS: readonly OutputColumn[] = [
  column('ID', 'text', 'meta.id;meta.main', 'identifier of the observation'),
  column('access_url', 'text', 'meta.ref.url', 'where the data is'),
  column('service_def', 'text', 'meta.ref', 'service that has the data'),
  column('error_message', 'text', 'meta.code.error', 'why there is no link'),
  column('semantics', 'text', 'meta.code', 'what the link means for the observation'),
  column('description', 'text', 'meta.note', 'what the link leads to'),
  column('content_type', 'text', 'meta.code.mime', 'media type of the data'),
  column('content_length', 'bigint', 'phys.size;meta.file', 'size of the data', 'byte'),
];

/** More could make the SQL too long. */
const MOST_IDS = 500;

const TYPE = 'application/x-votable+xml;content=datalink';

async function links(service: Service, request: Request): Promise<Response> {
  const parameters = await parametersOf(request);
  const format = formatOf(parameters);
  const ids = parameters.all('ID').filter((id) => id !== '');
  if (ids.some((id) => id.includes('\0'))) throw new VoError('UsageFault: an ID contains a NUL character');
  const wanted = ids.slice(0, MOST_IDS);
  const asked = { sql: sqlOf(wanted), columns: COLUMNS, maxRows: service.limits.mostRows, query: '' };
  const answer = await askedAnswer(service, asked, { signal: request.signal });
  const isCut = (): boolean => wanted.length < ids.length;
  const isVotable = format.type.startsWith('application/x-votable');
  return streamed(service, request, isVotable ? { ...format, type: TYPE } : format, { ...answer, isCut });
}

/** One row for each identifier: the file's location, or why there is none. */
function sqlOf(ids: readonly string[]): string {
  const rows =
    ids.length === 0 ? ['(CAST(NULL AS varchar))'] : ids.map((id) => `(CAST(${literal(id)} AS varchar))`);
  const text = (sql: string, name: string): string => `CAST(${sql} AS varchar) AS ${name}`;
  return `SELECT
  wanted.id AS id,
  o.access_url AS access_url,
  ${text('NULL', 'service_def')},
  ${text("CASE WHEN o.access_url IS NULL THEN 'NotFoundFault: there is no observation ' || wanted.id END", 'error_message')},
  ${text("'#this'", 'semantics')},
  ${text("CASE WHEN o.access_url IS NOT NULL THEN 'the FITS file' END", 'description')},
  o.access_format AS content_type,
  f.size AS content_length
FROM (VALUES ${rows.join(', ')}) AS wanted(id)
LEFT JOIN obscore AS o ON o.obs_publisher_did = wanted.id
LEFT JOIN files AS f ON f.source_bucket = o.source_bucket AND f.source_key = o.source_key
WHERE wanted.id IS NOT NULL`;
}
