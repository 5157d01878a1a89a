import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startMoto } from './moto.ts';
import type { Service } from './service.ts';
import { startTrino } from './trino.ts';

// The global setup of test:athena: one moto and one Trino for all test files.

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of moto: the Glue Data Catalog and S3. */
    aws: string;
    /** The URL of Trino, which reads both. */
    trino: string;
  }
}

/** Starts moto and Trino before the first test, and returns a function that stops them after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-athena-'));
  const running: Service[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((service) => service.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const moto = await startMoto(folder);
    running.push(moto);
    const trino = await startTrino(folder, moto.url);
    running.push(trino);
    project.provide('aws', moto.url);
    project.provide('trino', trino.url);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
