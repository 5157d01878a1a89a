import { setTimeout as pause } from 'node:timers/promises';

// Trino's client protocol: https://trino.io/docs/476/develop/client-protocol.html

/** An answer of Trino: integers beyond 2^53 are bigint, and infinite numbers are text. */
export interface TrinoAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly stats: TrinoStats;
}

/** What a query took. */
export interface TrinoStats {
  /** Bytes read from storage, as Athena bills them. */
  readonly physicalInputBytes: number;
  readonly physicalWrittenBytes: number;
  readonly elapsedTimeMillis: number;
  readonly cpuTimeMillis: number;
}

interface Page {
  readonly stats: TrinoStats;
  readonly nextUri?: string;
  readonly columns?: TrinoAnswer['columns'];
  readonly data?: TrinoAnswer['rows'];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** Milliseconds to wait for one response. Trino responds while a query is still running. */
const TIMEOUT = 600_000;
/** How often a query is tried: right after its start, Trino does not know its own node yet. */
const MAX_ATTEMPTS = 60;

/** Runs a query on Trino, in UTC and in the catalog that is named like Athena's. */
export async function askTrino(url: string, sql: string, database?: string): Promise<TrinoAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(url, sql, database);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !String(error).includes('NO_NODES_AVAILABLE')) throw error;
      await pause(500);
    }
  }
}

async function ask(url: string, sql: string, database: string | undefined): Promise<TrinoAnswer> {
  const headers = {
    'x-trino-user': 'test',
    'x-trino-catalog': 'awsdatacatalog',
    'x-trino-time-zone': 'UTC',
    // without this, Trino assumes an old client and truncates times to milliseconds
    'x-trino-client-capabilities': 'PARAMETRIC_DATETIME',
    ...(database !== undefined && { 'x-trino-schema': database }),
  };
  const rows: (readonly unknown[])[] = [];
  let columns: TrinoAnswer['columns'] = [];
  let page = await request(`${url}/v1/statement`, { method: 'POST', headers, body: sql });
  for (;;) {
    if (page.error) throw new Error(`${page.error.errorName}: ${page.error.message}\n${sql}`);
    columns = page.columns ?? columns;
    for (const row of page.data ?? []) rows.push(row);
    if (page.nextUri === undefined) return { columns, rows, stats: page.stats };
    page = await request(page.nextUri, { headers });
  }
}

async function request(url: string, init: RequestInit): Promise<Page> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status} ${await response.text()}`);
  return JSON.parse(await response.text(), exact);
}

/** A JSON reviver that keeps integers exact that a double cannot represent. */
const exact = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && Number.isInteger(value) && /^-?\d{16,}$/.test(context?.source ?? '')
    ? BigInt(context?.source ?? '')
    : value;
