import { literal } from '../../sql/text.ts';
import { siaCapabilities } from '../capabilities.ts';
import { obscoreAnswer, obscoreTable } from '../obscore-query.ts';
import { type Parameters, parametersOf } from '../parameters.ts';
import { resourceAt, vosiResources } from '../resources.ts';
import { streamed } from '../responses.ts';
import type { Service } from '../service-options.ts';
import { formatOf, maxRowsOf } from '../tap/query.ts';
import { VoError } from '../vo-error.ts';
import { intervalOf, overlaps } from './intervals.ts';
import { positionCondition } from './positions.ts';

// Simple Image Access over obscore. Source: SIA 2.0 (https://www.ivoa.net/documents/SIA/20151223/).

/** Answers requests below /sia2. */
export async function siaService(
  service: Service,
  request: Request,
  path: readonly string[],
): Promise<Response> {
  return await resourceAt(path, {
    query: () => query(service, request),
    ...vosiResources(() => siaCapabilities(service)),
  });
}

async function query(service: Service, request: Request): Promise<Response> {
  const parameters = await parametersOf(request);
  const format = formatOf({
    ...parameters,
    one: (name) => (name === 'FORMAT' ? undefined : parameters.one(name)),
  });
  const question = {
    columns: obscoreTable(service).columns,
    where: conditionsOf(parameters),
    maxRows: maxRowsOf(service, parameters),
  };
  return streamed(
    service,
    request,
    format,
    await obscoreAnswer(service, question, { signal: request.signal }),
  );
}

/** The condition that one value of a parameter means. */
type Meaning = (value: string) => string;

const interval =
  (name: string, low: string, high = low): Meaning =>
  (value) =>
    overlaps(intervalOf(name, value), low, high);

const equals =
  (column: string): Meaning =>
  (value) =>
    `${column} = ${literal(value)}`;

/** Identifiers of the IVOA are compared without case. */
const identifies: Meaning = (value) => `lower(obs_publisher_did) = lower(${literal(value)})`;

const POLARIZATIONS = /^(?:[IQUV]|RR|LL|RL|LR|XX|YY|XY|YX|POLI|POLA)$/i;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  POS: positionCondition,
  BAND: interval('BAND', 'em_min', 'em_max'),
  TIME: interval('TIME', 't_min', 'coalesce(t_max, t_min)'),
  POL: (value) => {
    if (POLARIZATIONS.test(value)) return `pol_states LIKE ${literal(`%/${value.toUpperCase()}/%`)}`;
    throw new VoError(`UsageFault: POL is ${JSON.stringify(value)}, which is not a polarization state`);
  },
  FOV: interval('FOV', 's_fov'),
  SPATRES: interval('SPATRES', 's_resolution'),
  SPECRP: interval('SPECRP', 'em_res_power'),
  EXPTIME: interval('EXPTIME', 't_exptime'),
  TIMERES: interval('TIMERES', 't_resolution'),
  ID: identifies,
  COLLECTION: equals('obs_collection'),
  FACILITY: equals('facility_name'),
  INSTRUMENT: equals('instrument_name'),
  DPTYPE: equals('dataproduct_type'),
  CALIB: (value) => {
    if (/^[0-4]$/.test(value)) return `calib_level = ${value}`;
    throw new VoError(`UsageFault: CALIB is ${JSON.stringify(value)}; it must be a number from 0 to 4`);
  },
  TARGET: equals('target_name'),
  FORMAT: equals('access_format'),
};

/** Values of one parameter are alternatives, different parameters hold together. */
function conditionsOf(parameters: Parameters): string[] {
  const conditions = Object.entries(MEANINGS).flatMap(([name, meaning]) => {
    const values = parameters.all(name).filter((value) => value.trim() !== '');
    if (values.length === 0) return [];
    return [values.map((value) => `(${meaning(noNul(value.trim()))})`).join(' OR ')];
  });
  return ["dataproduct_type IN ('image', 'cube')", ...conditions];
}

function noNul(value: string): string {
  if (value.includes('\0')) throw new VoError('UsageFault: a parameter contains a NUL character');
  return value;
}
