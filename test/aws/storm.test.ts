import { expect, it } from 'vitest';
import { randomFrom } from '../../scripts/samples/pixels.ts';
import { deployed, SOURCE, STACK } from '../helpers/deployed.ts';
import { faultProxy } from '../helpers/fault-proxy.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { freshContents, REMOVED } from '../helpers/lake-contents.ts';
import { eventBridge } from '../helpers/messages.ts';
import { countOf, impatient, send } from '../helpers/queue.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { changeStack } from '../helpers/stack-template.ts';
import { setVariables } from '../helpers/template-changes.ts';

const SEED = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);
const CHANGES = 400;
const KEYS = 30;
/** Writers to the source, each with keys of its own, so that it is known what is there at last. */
const WRITERS = 6;
/** Of the requests that the function makes to S3, so many go wrong. */
const SHARE = 0.15;

const CONTENTS = [
  primary([], ["OBJECT  = 'M31'"]),
  primary([], ["OBJECT  = 'M33'"]),
  Buffer.concat([primary([8, 100, 100]), data(10_000), image([], ["EXTNAME = 'SCI'"])]),
  // its second header is beyond the first read
  Buffer.concat([primary([-32, 400, 400]), data(4 * 400 * 400), image([], ["EXTNAME = 'FAR'"])]),
  Buffer.from('<html>'),
  Buffer.alloc(0),
];

it(`a storm of changes, with faults between the function and S3 (STORM_SEED=${SEED})`, async () => {
  console.log(`STORM_SEED=${SEED}`);
  const random = randomFrom(SEED);
  const pick = (count: number): number => Math.floor(random() * count);
  const stack = await deployed();
  const queue = stack.outputs['Queue'] ?? '';
  const proxy = await faultProxy(process.env['AWS_ENDPOINT_URL'] ?? '', randomFrom(SEED + 1), SHARE);
  const patience = await impatient(stack.outputs, 10, { batches: 3, alone: 50 });
  const calm = await changeStack(STACK, (template) =>
    setVariables(template, { AWS_ENDPOINT_URL_S3: proxy.url }),
  );
  try {
    const left = new Map<string, Buffer | undefined>();
    const change = async (writer: number): Promise<void> => {
      const key = `storm/${writer + WRITERS * pick(KEYS / WRITERS)}.fits`;
      const content = random() < 0.7 ? CONTENTS[pick(CONTENTS.length)] : undefined;
      left.set(key, content);
      await (content ? putObject(key, content) : deleteObject(key));
      // as EventBridge may: twice, or late
      if (random() < 0.1) await send(queue, [eventBridge(SOURCE, key)]);
    };
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let i = writer; i < CHANGES; i += WRITERS) await change(writer);
    });
    await Promise.all(writers);

    const files = new Map([...left].flatMap(([key, bytes]) => (bytes ? [[key, bytes] as const] : [])));
    const gone = [...left].flatMap(([key, bytes]) => (bytes ? [] : [[key, REMOVED] as const]));
    const expected = [...(await freshContents(files)), ...gone].sort(([a], [b]) => (a < b ? -1 : 1));
    await stack.expectContents('storm/', new Map(expected), 240_000);
    expect(await countOf(stack.outputs['DeadLetterQueue'] ?? '')).toBe(0);
    for (const [fault, count] of Object.entries(proxy.counts)) expect(count, fault).toBeGreaterThan(10);
    console.log(proxy.counts);
  } finally {
    await calm();
    await patience();
    proxy.stop();
  }
}, 600_000);
