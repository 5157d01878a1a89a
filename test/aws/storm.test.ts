import { expect, it } from 'vitest';
import { randomFrom } from '../../scripts/samples/pixels.ts';
import { deployed, SOURCE, STACK } from '../helpers/deployed.ts';
import { faultProxy } from '../helpers/fault-proxy.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { freshContents, REMOVED } from '../helpers/lake-contents.ts';
import { eventBridge } from '../helpers/messages.ts';
import { countOf, send, shortenRetries } from '../helpers/queue.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { changeStack } from '../helpers/stack-template.ts';
import { setVariables } from '../helpers/template-changes.ts';

const SEED = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);
const CHANGES = 400;
const KEYS = 30;
/** Concurrent writers to the source. Each has its own keys, so that the final content of each key is known. */
const WRITERS = 6;
/** The share of the function's requests to S3 that fail. */
const SHARE = 0.15;

const CONTENTS = [
  primary([], ["OBJECT  = 'M31'"]),
  primary([], ["OBJECT  = 'M33'"]),
  Buffer.concat([primary([8, 100, 100]), data(10_000), image([], ["EXTNAME = 'SCI'"])]),
  // the second header is beyond the first read
  Buffer.concat([primary([-32, 400, 400]), data(4 * 400 * 400), image([], ["EXTNAME = 'FAR'"])]),
  Buffer.from('<html>'),
  Buffer.alloc(0),
];

it(`the lake agrees with the source after many concurrent changes and failed requests to S3 (STORM_SEED=${SEED})`, async () => {
  console.log(`STORM_SEED=${SEED}`);
  const random = randomFrom(SEED);
  const pick = (count: number): number => Math.floor(random() * count);
  const stack = await deployed();
  const queue = stack.outputs['Queue'] ?? '';
  const proxy = await faultProxy(process.env['AWS_ENDPOINT_URL'] ?? '', randomFrom(SEED + 1), SHARE);
  const restoreRetries = await shortenRetries(stack.outputs, 10, { batches: 3, alone: 50 });
  const restoreEndpoint = await changeStack(STACK, (template) =>
    setVariables(template, { AWS_ENDPOINT_URL_S3: proxy.url }),
  );
  try {
    const contents = new Map<string, Buffer | undefined>();
    const change = async (writer: number): Promise<void> => {
      const key = `storm/${writer + WRITERS * pick(KEYS / WRITERS)}.fits`;
      const content = random() < 0.7 ? CONTENTS[pick(CONTENTS.length)] : undefined;
      contents.set(key, content);
      await (content ? putObject(key, content) : deleteObject(key));
      // EventBridge may deliver an event twice or late
      if (random() < 0.1) await send(queue, [eventBridge(SOURCE, key)]);
    };
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let i = writer; i < CHANGES; i += WRITERS) await change(writer);
    });
    await Promise.all(writers);

    const files = new Map([...contents].flatMap(([key, bytes]) => (bytes ? [[key, bytes] as const] : [])));
    const gone = [...contents].flatMap(([key, bytes]) => (bytes ? [] : [[key, REMOVED] as const]));
    const expected = [...(await freshContents(files)), ...gone].sort(([a], [b]) => (a < b ? -1 : 1));
    await stack.expectContents('storm/', new Map(expected), 240_000);
    expect(await countOf(stack.outputs['DeadLetterQueue'] ?? '')).toBe(0);
    for (const [fault, count] of Object.entries(proxy.counts)) expect(count, fault).toBeGreaterThan(10);
    console.log(proxy.counts);
  } finally {
    await restoreEndpoint();
    await restoreRetries();
    proxy.stop();
  }
}, 600_000);
