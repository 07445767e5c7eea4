import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { faultText } from '../faultText.ts';
import { areSameRows, areSameSets, type Rows } from './sameRows.ts';
import type { SqlJob, SqlMessage, SqlOutcome, SqlWorkerData } from './sqlJob.ts';

/** What is used of it; Node's types leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  readonly Memory: new (...unused: never[]) => WasmMemory;
};

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow: (pages: number) => number;
}

/** A program of its own: SQLite runs to its end once it has begun, so only who ends the thread can end a query. */
const { wasm, mostBytes, mostRows } = workerData as SqlWorkerData;

function tell(message: SqlMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  parentPort?.postMessage(message);
}

/** Loads SQLite. Its memory refuses to grow beyond the limit, which a query is then told as "out of memory". */
function load(): Promise<SqlJsStatic> {
  const module = new WebAssembly.Module(readFileSync(wasm));
  const options = {
    instantiateWasm(imports: object, done: (instance: WasmInstance) => void) {
      const instance = new WebAssembly.Instance(module, imports);
      for (const one of Object.values(instance.exports)) {
        if (one instanceof WebAssembly.Memory) limitMemory(one);
      }
      done(instance);
      return instance.exports;
    },
  };
  return initSqlJs(options);
}

function limitMemory(memory: WasmMemory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * 65_536 > mostBytes) throw new RangeError('limit');
    return grow(pages);
  };
}

/** The last database that was built, as bytes: every query gets a fresh one. */
let built: { readonly setup: string; readonly bytes: Uint8Array } | undefined;

function bytesOf(sqlite: SqlJsStatic, setup: string): Uint8Array {
  if (built?.setup === setup) return built.bytes;
  const database = new sqlite.Database();
  try {
    database.run(setup);
    built = { setup, bytes: database.export() };
    return built.bytes;
  } finally {
    database.close();
  }
}

class SqlFault extends Error {}

function rowsOf(sqlite: SqlJsStatic, bytes: Uint8Array, sql: string): Rows {
  const database = new sqlite.Database(bytes);
  try {
    return readRows(database, sql);
  } finally {
    database.close();
  }
}

function readRows(database: Database, sql: string): Rows {
  const statements = database.iterateStatements(sql);
  const first = statements.next();
  if (first.done) throw new SqlFault('there is no statement');
  const rows: Rows[number][] = [];
  const statement = first.value;
  while (statement.step()) {
    if (rows.length === mostRows) throw new SqlFault(`it gives more than ${mostRows} rows`);
    rows.push(statement.get());
  }
  if (!statements.next().done) throw new SqlFault('it is more than one statement');
  return rows;
}

function outcomeOf(sqlite: SqlJsStatic, { setup, gold, sql, dialect }: SqlJob): SqlOutcome {
  let bytes: Uint8Array;
  const right: { readonly rows: Rows; readonly isOrdered: boolean }[] = [];
  try {
    bytes = bytesOf(sqlite, setup);
  } catch (fault) {
    return { kind: 'broken', why: `the database cannot be set up: ${faultText(fault)}` };
  }
  try {
    for (const one of gold) {
      right.push({ rows: rowsOf(sqlite, bytes, one.sql), isOrdered: one.isOrdered });
    }
  } catch (fault) {
    return { kind: 'broken', why: `the expected query fails: ${faultText(fault)}` };
  }
  tell('gold-done');
  let rows: Rows;
  try {
    rows = rowsOf(sqlite, bytes, sql);
  } catch (fault) {
    return { kind: 'refused', why: `the query fails: ${faultText(fault)}` };
  }
  const isSame = right.some((one) =>
    dialect === 'bird' ? areSameSets(one.rows, rows) : areSameRows(one.rows, rows, one.isOrdered),
  );
  if (isSame) return { kind: 'same' };
  const wanted = right[0]?.rows.length ?? 0;
  if (rows.length === wanted) {
    return { kind: 'differs', why: 'as many rows, but others or in another order' };
  }
  return { kind: 'differs', why: `other rows: it gives ${rows.length}, expected are ${wanted}` };
}

async function serve(): Promise<void> {
  const sqlite = await load();
  parentPort?.on('message', (job: SqlJob) => {
    tell(outcomeOf(sqlite, job));
  });
  tell('ready');
}

// A worker that cannot load ends with its fault, which its owner hears.
void serve();
