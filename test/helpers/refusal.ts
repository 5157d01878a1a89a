import { expect } from 'vitest';
import { RequestRefused } from '../../lib/serve/http/replies.ts';

/** Expects a request to be refused with this status, and a sentence that contains the text. */
export async function expectRefusal(work: Promise<unknown>, status: number, text: string): Promise<void> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RequestRefused);
  expect(error).toMatchObject({ status, problem: { error: expect.stringContaining(text) } });
}
