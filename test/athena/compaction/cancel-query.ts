import { setTimeout as pause } from 'node:timers/promises';

/** Starts a query on Trino and cancels it after some milliseconds. */
export async function cancelQuery(url: string, sql: string, database: string, after: number): Promise<void> {
  const headers = {
    'x-trino-user': 'test',
    'x-trino-catalog': 'awsdatacatalog',
    'x-trino-schema': database,
    'x-trino-time-zone': 'UTC',
  };
  let page = await request(`${url}/v1/statement`, { method: 'POST', headers, body: sql });
  const end = Date.now() + after;
  // a query only begins when somebody asks for its result
  while (page.nextUri !== undefined && Date.now() < end) {
    await pause(20);
    page = await request(page.nextUri, { headers });
  }
  if (page.nextUri !== undefined) await fetch(page.nextUri, { method: 'DELETE', headers });
}

async function request(url: string, init: RequestInit): Promise<{ readonly nextUri?: string }> {
  return (await (await fetch(url, init)).json()) as { readonly nextUri?: string };
}
