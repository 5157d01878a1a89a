import { openAsBlob } from 'node:fs';
import { errorVotable, VOTABLE_TYPE } from '../failure.ts';
import { type Parameters, parametersFrom, parametersOf, wholeNumber } from '../parameters.ts';
import { seeOther, xmlResponse } from '../responses.ts';
import { VoError } from '../vo-error.ts';
import type { Job } from './job.ts';
import { isoSeconds, jobXml, NO_JOBS, parametersXml, resultsXml } from './job-xml.ts';
import type { Jobs } from './jobs.ts';

// Requests below /tap/async. Source: UWS 1.1, sections 2.2 and 4.

/** Where the jobs are. */
export interface AsyncPlace {
  readonly jobs: Jobs;
  /** The address of the job list, without a slash at its end. */
  readonly address: string;
  readonly mostSeconds: number;
}

/**
 * Answers a request about jobs.
 *
 * @param path the parts of the path behind /tap/async
 * @throws VoError
 */
export async function asynchronous(
  place: AsyncPlace,
  request: Request,
  path: readonly string[],
): Promise<Response> {
  const parameters = await parametersOf(request);
  const [id, what, ...more] = path;
  const isPost = request.method === 'POST';
  if (id === undefined) return isPost ? create(place, parameters) : xmlResponse(NO_JOBS);
  const job = place.jobs.get(id);
  if (request.method === 'DELETE' && what === undefined) return removed(place, job);
  if (isPost) return change(place, job, what, parameters);
  if (what === undefined || what === 'phase')
    await place.jobs.wait(job, waitOf(parameters, job), request.signal);
  if (what === undefined) return xmlResponse(jobXml(job, addressOf(place, job)));
  return part(place, job, what, more);
}

const addressOf = ({ address }: AsyncPlace, { id }: Pick<Job, 'id'>): string => `${address}/${id}`;

const text = (body: string): Response =>
  new Response(body, { headers: { 'content-type': 'text/plain; charset=utf-8' } });

/** The seconds to wait, unless the job is already in another phase than the one that the client knows. */
function waitOf(parameters: Parameters, { phase }: Job): number {
  const wait = parameters.one('WAIT');
  const known = parameters.one('PHASE')?.toUpperCase();
  if (wait === undefined || (known !== undefined && known !== phase)) return 0;
  return wait === '-1' ? -1 : (wholeNumber(parameters, 'WAIT') ?? 0);
}

/** Parameters of a job itself, and not of its query. */
const OF_JOB = ['PHASE', 'ACTION', 'WAIT'];

const queryParameters = (parameters: Parameters): Parameters => ({
  ...parametersFrom(parameters.entries.filter(([name]) => !OF_JOB.includes(name))),
  file: parameters.file,
  bytes: parameters.bytes,
});

function create(place: AsyncPlace, parameters: Parameters): Response {
  const job = place.jobs.create(queryParameters(parameters));
  if (parameters.one('PHASE')?.toUpperCase() === 'RUN') place.jobs.start(job);
  return seeOther(addressOf(place, job));
}

function timeOf(parameters: Parameters, name: string): Date | undefined {
  const value = parameters.one(name);
  if (value === undefined) return undefined;
  const [known, zone] = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?(Z?)$/.exec(value) ?? [];
  const time = new Date(zone === '' && value.includes('T') ? `${value}Z` : value);
  if (known === undefined || Number.isNaN(time.getTime()))
    throw new VoError(`${name} is ${JSON.stringify(value)}; it must be a time such as 2026-11-29T12:00:00Z`);
  return time;
}

function removed(place: AsyncPlace, job: Job): Response {
  place.jobs.remove(job);
  return seeOther(place.address);
}

function change(place: AsyncPlace, job: Job, what: string | undefined, parameters: Parameters): Response {
  const { jobs } = place;
  if (parameters.one('ACTION')?.toUpperCase() === 'DELETE') return removed(place, job);
  const phase = parameters.one('PHASE')?.toUpperCase();
  if (what === 'executionduration') {
    const seconds = wholeNumber(parameters, 'EXECUTIONDURATION') ?? job.seconds;
    // 0 stands for no limit
    job.seconds = seconds === 0 ? place.mostSeconds : Math.min(seconds, place.mostSeconds);
  } else if (what === 'destruction')
    jobs.keepUntil(job, timeOf(parameters, 'DESTRUCTION') ?? job.destruction);
  else if (what === undefined || what === 'phase' || what === 'parameters') {
    const query = queryParameters(parameters);
    if (query.entries.length > 0) {
      if (job.phase !== 'PENDING')
        throw new VoError('the parameters of a job cannot be changed once it runs');
      jobs.change(job, query);
    }
    if (phase === 'RUN') jobs.start(job);
    else if (phase === 'ABORT') jobs.abort(job);
    else if (phase !== undefined) throw new VoError('PHASE must be RUN or ABORT');
  } else throw new VoError(`${what} of a job cannot be changed`);
  return seeOther(addressOf(place, job));
}

async function part(place: AsyncPlace, job: Job, what: string, more: readonly string[]): Promise<Response> {
  switch (what) {
    case 'phase':
      return text(job.phase);
    case 'executionduration':
      return text(String(job.seconds));
    case 'destruction':
      return text(isoSeconds(job.destruction));
    case 'quote':
    case 'owner':
      return text('');
    case 'parameters':
      return xmlResponse(parametersXml(job));
    case 'error':
      return new Response(job.error === undefined ? '' : errorVotable(job.error), {
        headers: { 'content-type': VOTABLE_TYPE },
      });
    case 'results':
      if (more.length === 0) return xmlResponse(resultsXml(job, addressOf(place, job)));
      if (more[0] === 'result' && more.length === 1) return await result(job);
      break;
    default:
  }
  throw new VoError(`a job has no ${[what, ...more].join('/')}`, 404);
}

async function result({ result: found, phase }: Job): Promise<Response> {
  if (found === undefined) throw new VoError(`the job has no result: it is ${phase}`, 404);
  return new Response(await openAsBlob(found.file), { headers: { 'content-type': found.type } });
}
