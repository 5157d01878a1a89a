import { xmlAttributes, xmlText } from '../../formats/xml.ts';
import type { Job } from './job.ts';

// Jobs as XML. Source: UWS 1.1, appendix A.

const NAMESPACES =
  'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A job. */
export const jobXml = (job: Job, address: string): string =>
  `${DECLARATION}<uws:job version="1.1" ${NAMESPACES}>
<uws:jobId>${job.id}</uws:jobId>
<uws:ownerId xsi:nil="true"/>
<uws:phase>${job.phase}</uws:phase>
<uws:quote xsi:nil="true"/>
<uws:creationTime>${isoSeconds(job.created)}</uws:creationTime>
${timeElement('startTime', job.started)}
${timeElement('endTime', job.ended)}
<uws:executionDuration>${job.seconds}</uws:executionDuration>
<uws:destruction>${isoSeconds(job.destruction)}</uws:destruction>
${parameterElements(job)}
${resultElements(job, address)}
${errorElement(job)}</uws:job>
`;

const timeElement = (name: string, time: Date | undefined): string =>
  time === undefined ? `<uws:${name} xsi:nil="true"/>` : `<uws:${name}>${isoSeconds(time)}</uws:${name}>`;

/** A time in UTC. */
export const isoSeconds = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');

const parameterElements = ({ parameters }: Job): string => {
  const elements = parameters.entries
    .filter(([name]) => name !== 'PHASE')
    .map(
      ([name, value]) => `<uws:parameter${xmlAttributes({ id: name })}>${xmlText(value)}</uws:parameter>\n`,
    );
  return `<uws:parameters>\n${elements.join('')}</uws:parameters>`;
};

const resultElements = ({ result }: Job, address: string): string => {
  if (result === undefined) return '<uws:results/>';
  const attributes = { id: 'result', 'xlink:href': `${address}/results/result`, 'mime-type': result.type };
  return `<uws:results>\n<uws:result${xmlAttributes(attributes)}/>\n</uws:results>`;
};

const errorElement = ({ error }: Job): string =>
  error === undefined
    ? ''
    : `<uws:errorSummary type="fatal" hasDetail="true"><uws:message>${xmlText(error)}</uws:message></uws:errorSummary>\n`;

/** The parameters of a job, as a document. */
export const parametersXml = (job: Job): string => document(parameterElements(job), 'parameters');

/** The results of a job, as a document. */
export const resultsXml = (job: Job, address: string): string =>
  document(resultElements(job, address), 'results');

const document = (element: string, name: string): string =>
  `${DECLARATION}${element.replace(`<uws:${name}`, `<uws:${name} ${NAMESPACES}`)}\n`;

/**
 * The list of jobs. Nobody signs in here, so it shows nobody's jobs: anyone who knows the address of a job may read and
 * remove it, and only its creator is told the address. UWS 1.1 leaves it to a service which jobs it shows.
 */
export const NO_JOBS = `${DECLARATION}<uws:jobs version="1.1" ${NAMESPACES}/>\n`;
