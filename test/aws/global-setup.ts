import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { cdk } from '../helpers/cdk.ts';
import { SETTINGS } from '../helpers/deployed.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { startMinistack, useAsAws } from '../helpers/ministack.ts';
import { forgetLake, keepLake } from './keep-lake.ts';

/**
 * Starts MiniStack and deploys the stack there with the real cdk, once for all test files. They find it through the
 * environment variables that this sets.
 */
export async function setup(): Promise<() => Promise<void>> {
  forgetLake();
  const ministack = await startMinistack();
  useAsAws(ministack);
  // processes started from here on trust it through NODE_EXTRA_CA_CERTS
  setDefaultCACertificates([...getCACertificates(), ministack.certificate.cert.toString()]);
  try {
    await makeBucket(SETTINGS['sourceBucket'] ?? '');
    await cdk(['bootstrap'], SETTINGS);
    await cdk(['deploy', '--require-approval', 'never'], SETTINGS);
  } catch (error) {
    console.error(readFileSync(ministack.log, 'utf8').slice(-20_000));
    ministack.stop();
    throw error;
  }
  return async () => {
    try {
      await keepLake();
    } finally {
      ministack.stop();
    }
  };
}
