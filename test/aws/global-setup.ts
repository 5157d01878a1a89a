import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { cdk } from '../helpers/cdk.ts';
import { SETTINGS } from '../helpers/deployed.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { enter, startMinistack } from '../helpers/ministack.ts';
import { forgetLake, keepLake } from './keep-lake.ts';

/**
 * Starts MiniStack, and deploys the stack there by the real cdk, once for all tests, which find their way by their
 * environment.
 */
export async function setup(): Promise<() => Promise<void>> {
  forgetLake();
  const ministack = await startMinistack();
  enter(ministack);
  // what starts from here on has it from its environment
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
