import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { literals } from '../../sql/text.ts';
import { atEnd } from '../../stores/at-end.ts';

/** A connection to a DuckDB database. */
export interface Connection {
  readonly connection: DuckDBConnection;
  /** Closes it, at any time and any number of times. */
  close(): void;
}

/** An in-memory DuckDB database with its first connection. Closing it closes all of its connections. */
export interface Session extends Connection {
  /** Opens a further connection to the database. Queries on different connections run at the same time. */
  connect(): Promise<Connection>;
}

/** DuckDB settings by name, such as `{ threads: '1' }`. */
export type Settings = Readonly<Record<string, string>>;

/** Starts an in-memory DuckDB. */
export async function openSession(settings: Settings): Promise<Session> {
  const instance = await DuckDBInstance.create(':memory:', { ...settings });
  const connections = new Set<Connection>();
  const connect = async (): Promise<Connection> => {
    const connection = await instance.connect();
    // a process does not exit while a query runs
    const release = atEnd(() => connection.interrupt());
    const opened = {
      connection,
      close: () => {
        if (!connections.delete(opened)) return;
        release();
        connection.closeSync();
      },
    };
    connections.add(opened);
    return opened;
  };
  const { connection } = await connect();
  return {
    connection,
    connect,
    close: () => {
      for (const { close } of connections) close();
      instance.closeSync();
    },
  };
}

/**
 * Locks a DuckDB instance down for good: from now on it opens only the allowed files, no network connection and no
 * extension. Call this before it handles anything untrusted, such as a cache or a user's SQL.
 *
 * @param allowed files that it may still attach, read or write. Set the folder for temporary files before this call.
 */
export async function lockDown(connection: DuckDBConnection, allowed: readonly string[]): Promise<void> {
  const settings = [
    ...(allowed.length > 0 ? [`allowed_paths = [${literals(allowed)}]`] : []),
    'autoinstall_known_extensions = false',
    'autoload_known_extensions = false',
    'enable_external_access = false',
    'lock_configuration = true',
  ];
  await connection.run(settings.map((setting) => `SET ${setting};`).join(' '));
}
