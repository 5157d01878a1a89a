import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A running `far-s3.ts`. */
export interface FarS3 {
  readonly url: string;
  /** The variables with which AWS clients use it, and no profile of the user. */
  readonly env: Readonly<Record<string, string>>;
  stop(): void;
}

/** Starts a server that answers as S3 does, with the files of a folder, and takes so many milliseconds for each request. */
export async function startFarS3(folder: string, latency: number): Promise<FarS3> {
  const program = fileURLToPath(new URL('./far-s3.ts', import.meta.url));
  const server = spawn(process.execPath, [program, folder, String(latency)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  const url = line.toString().trim();
  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_PROFILE: '',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stop: () => server.kill(),
  };
}
