import { xmlAttributes } from '../../formats/xml.ts';
import { coneCondition } from '../../sql/cone.ts';
import { coneCapabilities } from '../capabilities.ts';
import { errorResponse, errorVotable } from '../failure.ts';
import { obscoreAnswer, obscoreTable } from '../obscore-query.ts';
import { type Parameters, parametersOf } from '../parameters.ts';
import { resourceAt, vosiResources } from '../resources.ts';
import { streamed } from '../responses.ts';
import type { Service } from '../service-options.ts';
import { numberOf } from '../sia/intervals.ts';
import type { TableColumn } from '../tables.ts';
import { formatOf, maxRowsOf } from '../tap/query.ts';
import { VoError } from '../vo-error.ts';

// Simple Cone Search over obscore. Source: Simple Cone Search 1.03
// (https://www.ivoa.net/documents/REC/DAL/ConeSearch-20080222.html).

/** Answers requests to /scs and below. */
export async function coneService(
  service: Service,
  request: Request,
  path: readonly string[],
): Promise<Response> {
  return await resourceAt(path, {
    '': () => search(service, request),
    ...vosiResources(() => coneCapabilities(service)),
  });
}

async function search(service: Service, request: Request): Promise<Response> {
  try {
    const parameters = await parametersOf(request);
    const format = formatOf(parameters);
    const { cone, verbosity } = searchOf(parameters);
    const question = {
      columns: columnsFor(obscoreTable(service).columns, verbosity),
      where: [coneCondition(cone)],
      // a radius of 0 asks for the columns alone
      maxRows: cone.radius === 0 ? 0 : maxRowsOf(service, parameters),
    };
    return streamed(
      service,
      request,
      format,
      await obscoreAnswer(service, question, { signal: request.signal }),
    );
  } catch (error) {
    // the protocol is older than DALI: its clients look for this element, in a successful response
    const response = errorResponse(error, service, errorTable);
    return response.status === 400 ? new Response(response.body, { headers: response.headers }) : response;
  }
}

const errorTable = (message: string): string =>
  errorVotable(message, `\n<INFO${xmlAttributes({ ID: 'Error', name: 'Error', value: message })}/>`);

function searchOf(parameters: Parameters) {
  const [ra, dec, radius] = ['RA', 'DEC', 'SR'].map((name) => angle(parameters, name)) as [
    number,
    number,
    number,
  ];
  if (!(ra >= 0 && ra <= 360)) throw new VoError(`RA is ${ra}; it must be between 0 and 360`);
  if (!(Math.abs(dec) <= 90)) throw new VoError(`DEC is ${dec}; it must be between -90 and 90`);
  if (!(radius >= 0 && radius <= 180)) throw new VoError(`SR is ${radius}; it must be between 0 and 180`);
  const verbosity = parameters.one('VERB') ?? '2';
  if (!/^[123]$/.test(verbosity))
    throw new VoError(`VERB is ${JSON.stringify(verbosity)}; it must be 1, 2 or 3`);
  return { cone: { ra, dec, radius }, verbosity: Number(verbosity) };
}

function angle(parameters: Parameters, name: string): number {
  const text = parameters.one(name);
  if (text === undefined) throw new VoError(`the parameter ${name} is missing`);
  const value = numberOf(text);
  if (Number.isFinite(value)) return value;
  throw new VoError(`${name} is ${JSON.stringify(text)}; it must be a number of degrees`);
}

/** The UCDs that the protocol requires are older than those of ObsCore. */
const UCDS: Readonly<Record<string, string>> = {
  obs_publisher_did: 'ID_MAIN',
  s_ra: 'POS_EQ_RA_MAIN',
  s_dec: 'POS_EQ_DEC_MAIN',
};

function columnsFor(columns: readonly TableColumn[], verbosity: number): TableColumn[] {
  const wanted = columns.filter(
    ({ name, isPrincipal }) => verbosity === 3 || name in UCDS || (verbosity === 2 && isPrincipal),
  );
  return wanted.map((column) => {
    const ucd = UCDS[column.name];
    return ucd === undefined ? column : { ...column, ucd };
  });
}
