import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { until } from './deadline.ts';
import { freePort } from './free-port.ts';
import { pythonEnvironment } from './python-environment.ts';

// Starts MiniStack for test:aws.

const VERSION = '1.5.33';

/** A running MiniStack: AWS on this machine, with IAM enforced and only over TLS. */
export interface Ministack {
  readonly endpoint: string;
  /** Its certificate, to be trusted, and the private key, which another server on 127.0.0.1 may use too. */
  readonly certificate: { readonly file: string; readonly cert: Buffer; readonly key: Buffer };
  /** The environment variables with which a program uses it as AWS, as the root user of the account. */
  readonly env: Readonly<Record<string, string>>;
  /** The file with its output and that of its functions. */
  readonly log: string;
  stop(): void;
}

/** The account that MiniStack uses. */
export const ACCOUNT = '123456789012';
/** The environment variable with the address at which state machines expect something in place of Athena. */
export const ATHENA_STAND_IN = 'FITS_TEST_ATHENA';
/** The region that MiniStack uses. */
export const REGION = 'eu-central-1';

/**
 * Starts MiniStack on a free port. It ends with this process at the latest.
 *
 * @param script the one of package.json that says what it installs
 */
export async function startMinistack(script = 'test:aws'): Promise<Ministack> {
  const python = pythonEnvironment({
    script,
    name: `ministack-${VERSION}`,
    pip: [`ministack[full]==${VERSION}`],
  });
  const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-aws-'));
  const port = await freePort();
  const athena = `http://127.0.0.1:${await freePort()}`;
  const log = join(folder, 'ministack.log');
  // -P: `import ministack` must find the package, not this script
  const server = spawn(python, ['-P', resolve('test/aws/ministack.py')], {
    cwd: folder,
    env: serverEnvironment(folder, port, athena),
    stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')],
    // a separate process group, so that the processes of its functions can be killed with it
    detached: true,
  });
  const stop = stopper(server, folder);
  const file = join(folder, 'ministack-tls', 'server.crt');
  try {
    await until('MiniStack to become healthy', 240_000, async () => {
      if (server.exitCode !== null) throw new Error(`MiniStack exited:\n${readFileSync(log, 'utf8')}`);
      return isHealthy(port, file);
    });
  } catch (error) {
    stop();
    throw error;
  }
  const endpoint = `https://127.0.0.1:${port}`;
  return {
    endpoint,
    certificate: { file, cert: readFileSync(file), key: readFileSync(join(dirname(file), 'server.key')) },
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      NODE_EXTRA_CA_CERTS: file,
      // where cdk caches the account of each key, and writes its output
      CDK_HOME: join(folder, 'cdk'),
      CDK_OUTPUT: join(folder, 'cdk.out'),
      [ATHENA_STAND_IN]: athena,
    },
    log,
    stop,
  };
}

/** Makes this process, and every process that it starts, use a MiniStack as AWS and nothing else. */
export function useAsAws({ env }: Ministack): void {
  for (const name of Object.keys(process.env)) {
    if (/^AWS_|^CDK_|^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|REQUESTS_CA_BUNDLE)$/.test(name)) {
      delete process.env[name];
    }
  }
  Object.assign(process.env, env);
}

/**
 * The environment of the server. It is minimal because functions inherit it. Node 24 comes first on the PATH, because
 * MiniStack runs handlers with the `node` that it finds there.
 */
function serverEnvironment(folder: string, port: number, athena: string): Record<string, string> {
  const home = join(folder, 'home');
  mkdirSync(home);
  return {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: home,
    TMPDIR: folder,
    S3_DATA_DIR: join(folder, 's3'),
    STATE_DIR: join(folder, 'state'),
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    // the host in the URLs that it returns, such as those of queues
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    MINISTACK_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'test',
    AUTH: 'true',
    // the policy of the CDK bootstrap bucket denies HTTP
    USE_SSL: '1',
    IOT_MTLS_ENABLED: '0',
    LAMBDA_EXECUTOR: 'local',
    // shortens the retry intervals of Step Functions
    SFN_WAIT_SCALE: '0.05',
    [ATHENA_STAND_IN]: athena,
  };
}

/** Returns a function that kills a server and its child processes, and removes its folder. It also runs at exit. */
function stopper(server: ChildProcess, folder: string): () => void {
  const stop = (): void => {
    process.off('exit', stop);
    try {
      // SIGTERM has no effect while a custom resource is pending
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
    } catch {
      // it has already ended
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  process.on('exit', stop);
  return stop;
}

const isHealthy = (port: number, certificate: string): Promise<boolean> =>
  new Promise((resolve) => {
    let ca: Buffer;
    try {
      ca = readFileSync(certificate);
    } catch {
      return resolve(false);
    }
    request({ host: '127.0.0.1', port, path: '/_ministack/health', ca }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on('error', () => resolve(false))
      .end();
  });
