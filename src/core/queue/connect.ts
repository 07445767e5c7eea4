import type { Queue, QueueEvents, Worker } from 'bullmq';
import type { Redis } from 'ioredis';

/** One Redis, and the package that makes a queue of it. */
export interface Connection {
  readonly bullmq: {
    readonly Queue: typeof Queue;
    readonly QueueEvents: typeof QueueEvents;
    readonly Worker: typeof Worker;
  };
  /** A connection of its own: what waits blocks it. */
  readonly open: (use: 'asking' | 'waiting') => Redis;
  close(): Promise<void>;
}

/** How often a command is tried on a connection that broke before it fails. */
const mostTries = 3;

/** `address`: `redis://…`, `rediss://…`, or `unix:///path`. Rejects where nobody answers there. */
export async function connect(address: string): Promise<Connection> {
  const bullmq = await import('./bullmq.ts');
  const opened: Redis[] = [];
  let why = '';
  const open = (use: 'asking' | 'waiting'): Redis => {
    const options = { maxRetriesPerRequest: use === 'waiting' ? null : mostTries };
    const path = address.startsWith('unix://') ? address.slice('unix://'.length) : undefined;
    const redis =
      path === undefined ? new bullmq.Redis(address, options) : new bullmq.Redis(path, options);
    // Told by the command that fails for it.
    redis.on('error', (error: Error) => {
      why = error.message;
    });
    opened.push(redis);
    return redis;
  };
  const connection = {
    bullmq,
    open,
    async close() {
      for (const redis of opened) redis.disconnect();
      await Promise.resolve();
    },
  };
  try {
    await open('asking').ping();
  } catch (error) {
    await connection.close();
    throw new Error(`Nobody answers at ${shown(address)}: ${why}`, { cause: error });
  }
  return connection;
}

/** Without user and password. */
function shown(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}
