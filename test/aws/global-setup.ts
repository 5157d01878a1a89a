import { startMinistack } from '../helpers/ministack.ts';

/** Starts MiniStack and deploys the stack by the real cdk, once for all tests, which find it in their environment. */
export async function setup(): Promise<() => Promise<void>> {
  const ministack = await startMinistack();
  Object.assign(process.env, ministack.env);
  return async () => ministack.stop();
}
