import { type Connection, type Exchange, openConnection, type Peer, type Timeouts } from './s3-connection.ts';

// The connections of a client. They are kept open and used again, as many as are needed and allowed for each server.

/** How connections are used. */
export interface Connections extends Timeouts {
  /** The most connections to one server at the same time. */
  readonly sockets: number;
}

/** The connections of a client. */
export interface Pool {
  /** Sends a request as soon as a connection is free. */
  send(peer: Peer, exchange: Exchange): void;
  /** Closes all connections: requests that are under way or waiting are rejected. */
  close(): void;
}

/** Returns a pool without connections. They are opened when they are needed. */
export function connectionPool(connections: Connections): Pool {
  const servers = new Map<string, Pool>();
  return {
    send: (peer, exchange) => {
      const name = `${peer.isSecure} ${peer.port} ${peer.host}`;
      const server = servers.get(name) ?? poolOf(connections);
      servers.set(name, server);
      server.send(peer, exchange);
    },
    close: () => {
      for (const server of servers.values()) server.close();
    },
  };
}

/** The connections to one server. */
function poolOf({ sockets, ...timeouts }: Connections): Pool {
  const open = new Set<Connection>();
  const idle: Connection[] = [];
  const waiting: { readonly peer: Peer; readonly exchange: Exchange }[] = [];

  const send: Pool['send'] = (peer, exchange) => {
    try {
      const connection = usable() ?? (open.size < sockets ? opened(peer) : undefined);
      if (connection === undefined) waiting.push({ peer, exchange });
      else connection.send(exchange);
    } catch (error) {
      exchange.reject(error as Error);
    }
  };
  const usable = (): Connection | undefined => {
    for (let last = idle.pop(); last !== undefined; last = idle.pop()) {
      if (last.isUsable()) return last;
      last.close();
    }
    return undefined;
  };
  const sendNext = (): void => {
    const next = waiting.shift();
    if (next !== undefined) send(next.peer, next.exchange);
  };
  const opened = (peer: Peer): Connection => {
    const connection = openConnection(peer, timeouts, {
      free: (freed) => {
        idle.push(freed);
        sendNext();
      },
      closed: (lost) => {
        open.delete(lost);
        if (idle.includes(lost)) idle.splice(idle.indexOf(lost), 1);
        sendNext();
      },
    });
    open.add(connection);
    return connection;
  };
  return {
    send,
    close: () => {
      for (const { exchange } of waiting.splice(0)) exchange.reject(new Error('the client was closed'));
      for (const connection of open) connection.close();
    },
  };
}
