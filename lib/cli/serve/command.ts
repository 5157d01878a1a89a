import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_STACK } from '../../deployment/stack-name.ts';
import { isLoopback } from '../../serve/addresses.ts';
import { type ExitCode, type OnExit, UsageError } from '../errors.ts';
import { AWS_GROUP } from '../options/aws.ts';
import { lakeFolder } from '../options/lake.ts';
import { queryLimits } from '../options/limits.ts';
import { type S3Options, s3Settings, withS3Options } from '../options/s3.ts';
import { refuseWithStack, stackName } from '../options/stack.ts';
import { keywordsFor, type LakeOptions, LOCAL_ONLY, withLakeOptions } from '../query/lake-options.ts';
import { type AccessOptions, accessOf } from './access.ts';

interface Options extends S3Options, LakeOptions, AccessOptions {
  readonly port: number;
  readonly files?: boolean;
  readonly stack?: string;
  readonly timeout: number;
  readonly hips?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

/** The port of a server, unless another one is given. */
const PORT = 8642;
/** Seconds that a question may take. */
const TIMEOUT = 60;

/** `serve`: a page in the browser over a local lake, and services for astronomers' programs. */
export function serveCommand(onExit: OnExit): Command {
  const command = new Command('serve')
    .description('Show the lake in the browser; with --vo, also answer TOPCAT, Aladin, pyvo and others.')
    .option('--port <number>', 'listen on this port; 0 for any free port', wholeNumber(0, 65_535), PORT)
    .option(
      '--host <address>',
      'listen on this address, so that other machines can connect (default: 127.0.0.1, this machine only)',
    )
    .option('--url <url>', 'the address that others use, if the server is behind a proxy or a tunnel')
    .option(
      '--token <text>',
      'the secret that the page needs (default: FITS_TOKEN, otherwise a new one at each start)',
    )
    .option('--public', 'answer anyone who can reach the server, without a token')
    .option('--vo', 'also answer TAP, SIA and cone searches, without a token')
    .option('--files', 'also serve the FITS files of the lake, from the local folders that were ingested')
    .option('--timeout <seconds>', 'stop queries that take longer', wholeNumber(1, 86_400), TIMEOUT)
    .option(
      '--hips <url>',
      'offer the images of this HiPS as a background of the sky, such as https://alasky.cds.unistra.fr/DSS/DSSColor',
    )
    .option('--open', 'open the page in the browser')
    .option('--json', 'print the addresses as JSON, for programs');
  withLakeOptions(command, "an eighth of the machine's memory, at most 4 GB");
  return withS3Options(command)
    .addOption(
      new Option('--stack <name>', 'with --vo: answer from this deployed stack with Athena, without a page')
        .argParser(stackName)
        .helpGroup(AWS_GROUP),
    )
    .addHelpText('after', HELP)
    .action(async (options: Options) => onExit(await serve(options)));
}

async function serve(options: Options): Promise<ExitCode> {
  const access = accessOf(options);
  const { stack, port, timeout } = options;
  const common = {
    access,
    port,
    timeoutMs: timeout * 1000,
    open: options.open === true,
    json: options.json === true,
  };
  if (stack !== undefined) {
    refuseWithStack(options, NOT_WITH_STACK);
    if (!access.vo) throw new UsageError('--stack needs --vo: the page shows only a local lake');
    const { serveStack } = await import('./stack.ts');
    return serveStack({ ...common, stack, aws: s3Settings(options) });
  }
  const { serveLake } = await import('./run.ts');
  return serveLake({
    ...common,
    lake: lakeFolder(options.lake),
    ...keywordsFor(options),
    limits: queryLimits(options),
    s3: s3Settings(options),
    files: options.files === true,
    hips: hipsUrl(options.hips),
  });
}

/** Options that only a local lake has, with the reasons. */
const NOT_WITH_STACK = {
  ...LOCAL_ONLY,
  files: 'the files of a stack are in S3',
  hips: 'there is no page',
  open: 'there is no page',
} as const;

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

/** The one other address that the page may load from, with a slash at its end. Throws {@link UsageError}. */
function hipsUrl(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  const parsed = URL.parse(url);
  const isSafe =
    parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname));
  // it becomes a part of the content security policy
  if (parsed === null || !isSafe || parsed.username !== '' || !/^[\w.:[\]/%~+-]+$/.test(parsed.href))
    throw new UsageError(
      `--hips ${url}: write the address of a HiPS, such as https://alasky.cds.unistra.fr/DSS/DSSColor`,
    );
  return parsed.href.endsWith('/') ? parsed.href : `${parsed.href}/`;
}

const HELP = `
Only this machine can reach the server, unless --host sets another address. --host needs --token or --public, because
anyone with access sees all headers and paths of the lake, and small pictures of its images.

Examples:
  fits-datalake serve
  fits-datalake serve --lake ~/archive-lake --open
  fits-datalake serve --vo --files --port 8000
  fits-datalake serve --host 0.0.0.0 --public --vo
  fits-datalake serve --stack ${DEFAULT_STACK} --vo`;
