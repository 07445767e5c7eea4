import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { errorFrame, frames, ping, wholeBody } from './mockDialect.ts';
import type { Answer, Dialect } from './mockDialect.ts';
import type { MockBehaviour, MockFault } from './mockScript.ts';

interface Mode {
  readonly stream: boolean;
  readonly withUsage: boolean;
  /** Resolves when the time has passed, `Infinity` never, or when the other side has gone. */
  readonly wait: (ms: number) => Promise<void>;
}

/** Sends one reply as the behaviour wants it, faults included. Nothing is sent once the other side has gone. */
export function deliver(
  response: ServerResponse,
  dialect: Dialect,
  answer: Answer,
  behaviour: MockBehaviour,
  mode: Mode,
): void {
  if (behaviour.fault?.kind === 'silent') {
    void mode.wait(Infinity);
    return;
  }
  const status = behaviour.status ?? 200;
  if (behaviour.body !== undefined) {
    sendRaw(response, status, behaviour);
  } else if (mode.stream) {
    const pieces = cut(answer.text, behaviour.chunks?.count ?? 4);
    const head = { 'content-type': 'text/event-stream; charset=utf-8', ...behaviour.headers };
    response.writeHead(status, head);
    const whole = frames(dialect, answer, pieces, mode.withUsage);
    void sendFrames(response, dialect, whole, behaviour, mode);
  } else {
    sendWhole(response, status, JSON.stringify(wholeBody(dialect, answer)), behaviour, mode);
  }
}

function sendRaw(response: ServerResponse, status: number, behaviour: MockBehaviour): void {
  const { body } = behaviour;
  const isText = typeof body === 'string';
  const text = isText ? body : JSON.stringify(body);
  const headers = {
    'content-type': isText ? 'text/plain' : 'application/json',
    ...behaviour.headers,
  };
  response.writeHead(status, headers);
  response.end(text);
}

function sendWhole(
  response: ServerResponse,
  status: number,
  text: string,
  behaviour: MockBehaviour,
  mode: Mode,
): void {
  const { fault } = behaviour;
  const headers = { 'content-type': 'application/json', ...behaviour.headers };
  if (fault === undefined) {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
    response.end(text);
    return;
  }
  const half = text.slice(0, text.length / 2);
  switch (fault.kind) {
    case 'half-json':
      response.writeHead(status, headers);
      response.end(half);
      break;
    case 'truncated-gzip': {
      const packed = gzipSync(text);
      response.writeHead(status, { ...headers, 'content-encoding': 'gzip' });
      response.end(packed.subarray(0, packed.length / 2));
      break;
    }
    case 'wrong-length':
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) + 100 });
      response.write(text);
      setTimeout(() => response.socket?.end(), 20);
      break;
    case 'reset':
      if (fault.after === 0) {
        response.socket?.resetAndDestroy();
        break;
      }
      response.writeHead(status, headers);
      response.write(half);
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
      break;
    case 'drip':
      response.writeHead(status, headers);
      void drip(response, text, fault.everyMs, mode);
      break;
    case 'silent':
    case 'stall':
    case 'end-early':
    case 'error-event':
      response.writeHead(status, headers);
      response.write(half);
      if (fault.kind === 'end-early') setTimeout(() => response.socket?.end(), 20);
      else void mode.wait(Infinity);
      break;
  }
}

async function drip(
  response: ServerResponse,
  text: string,
  everyMs: number,
  mode: Mode,
): Promise<void> {
  for (const character of text) {
    if (response.destroyed) return;
    response.write(character);
    await pause(everyMs, mode);
  }
  response.end();
}

async function sendFrames(
  response: ServerResponse,
  dialect: Dialect,
  { head, pieces, tail }: { head: string; pieces: readonly string[]; tail: string },
  behaviour: MockBehaviour,
  mode: Mode,
): Promise<void> {
  const { fault } = behaviour;
  const everyMs = fault?.kind === 'drip' ? fault.everyMs : (behaviour.chunks?.everyMs ?? 0);
  if (fault === undefined && everyMs === 0) {
    response.end(head + pieces.join('') + tail);
    return;
  }
  const sent = fault !== undefined && 'after' in fault ? pieces.slice(0, fault.after) : pieces;
  // An error that is the very first event comes before everything else.
  if (!(fault?.kind === 'error-event' && fault.after === 0)) response.write(head);
  for (const piece of sent) {
    if (response.destroyed) return;
    response.write(piece);
    await pause(everyMs, mode);
  }
  endFrames(response, dialect, fault, tail, mode);
}

function endFrames(
  response: ServerResponse,
  dialect: Dialect,
  fault: MockFault | undefined,
  tail: string,
  mode: Mode,
): void {
  switch (fault?.kind) {
    case 'stall':
      if (fault.pingEveryMs === undefined) void mode.wait(Infinity);
      else void keepPinging(response, dialect, fault.pingEveryMs, mode);
      break;
    case 'reset':
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
      break;
    case 'end-early':
      response.end();
      break;
    case 'error-event':
      response.end(errorFrame(dialect, fault.event));
      break;
    case 'half-json':
      response.end(tail.slice(0, tail.length / 2));
      break;
    case 'truncated-gzip':
    case 'wrong-length':
    case 'silent':
      response.socket?.end();
      break;
    case 'drip':
    case undefined:
      response.end(tail);
      break;
  }
}

async function keepPinging(
  response: ServerResponse,
  dialect: Dialect,
  everyMs: number,
  mode: Mode,
): Promise<void> {
  for (;;) {
    await mode.wait(everyMs);
    if (response.destroyed) return;
    response.write(ping(dialect));
  }
}

function cut(text: string, count: number): readonly string[] {
  const size = Math.max(1, Math.ceil(text.length / count));
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces;
}

function pause(ms: number, mode: Mode): Promise<void> {
  if (ms > 0) return mode.wait(ms);
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
