import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  isFlag,
  isListOf,
  isMaybe,
  isNumber,
  isOneOf,
  isShape,
  isText,
  isWhole,
} from '#base/guard.ts';
import type {
  RunLine,
  RunLineCandidate,
  RunLineFigures,
  RunLineMetric,
  RunLinePrompt,
} from '#protocol/history.ts';
import type { Interval } from '#protocol/run.ts';
import { leadsOut } from '../files/confine.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';
import { FileError, type Files } from '../ports.ts';
import { isUlid } from './ulid.ts';

/** A line with the time at which its folder had last changed when it was read. */
export interface IndexedRun {
  readonly stampMs: number;
  readonly line: RunLine;
}

/** By id. Derived from the runs' folders: whatever is not in it, or is out of date, is read from there. */
export type RunIndex = ReadonlyMap<string, IndexedRun>;

const largest = 256 * 1024 * 1024;
/** Goes up when lines say more than before, so that old ones are made again. */
const version = 2;
const newline = 0x0a;

export function indexPath(root: string): string {
  return join(root, '.assay', 'index.json');
}

/** An empty index where there is none, or one that is damaged. */
export async function readRunIndex(files: Files, root: string): Promise<RunIndex> {
  const path = indexPath(root);
  try {
    if (await leadsOut(files, root, path)) return new Map();
    const bytes = await files.read(path, largest);
    const headEnd = bytes.indexOf(newline);
    const body = bytes.subarray(headEnd + 1);
    const head: unknown = parsed(bytes.subarray(0, Math.max(0, headEnd)));
    if (!isHead(head) || head.version !== version || head.crc32 !== crc32(body)) return new Map();
    const runs = parsed(body);
    return isRuns(runs) ? new Map(runs.map((run) => [run.line.id, run])) : new Map();
  } catch (error) {
    if (error instanceof FileError || error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/** Where it cannot be written everything goes on without it, a little slower. */
export async function writeRunIndex(files: Files, root: string, index: RunIndex): Promise<void> {
  const runs = `${JSON.stringify([...index.values()])}\n`;
  try {
    await makeOwnFolder(files, root, ['.assay'], 'runs are');
    const head = JSON.stringify({ version, crc32: crc32(runs) });
    await files.writeAtomic(indexPath(root), `${head}\n${runs}`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The first line of the file; its checksum is over the bytes after that line. */
interface Head {
  readonly version: number;
  readonly crc32: number;
}

const isHead = isShape<Head>({ version: isWhole, crc32: isWhole });

const isRuns = isListOf(
  isShape<IndexedRun>({
    stampMs: isNumber,
    line: isShape<RunLine>({
      id: isUlid,
      startedAt: isText,
      state: isOneOf(['complete', 'cancelled', 'budget-reached', 'stopped', 'unended', 'damaged']),
      fault: isMaybe(isText),
      commit: isMaybe(isText),
      prompts: isListOf(
        isShape<RunLinePrompt>({
          file: isText,
          name: isText,
          sha256: isText,
          cases: isWhole,
          repeats: isWhole,
        }),
      ),
      candidates: isListOf(
        isShape<RunLineCandidate>({
          prompt: isWhole,
          variant: isText,
          model: isText,
          figures: isMaybe(
            isShape<RunLineFigures>({
              planned: isWhole,
              errors: isWhole,
              judged: isWhole,
              passed: isWhole,
              interval: isMaybe(isShape<Interval>({ low: isNumber, high: isNumber })),
              costUsd: isMaybe(isNumber),
              latency: isMaybe(
                isShape<{ p50: number; p95: number }>({ p50: isNumber, p95: isNumber }),
              ),
              metrics: isListOf(
                isShape<RunLineMetric>({
                  name: isText,
                  kind: isText,
                  level: isOneOf(['case', 'corpus']),
                  better: isOneOf(['higher', 'lower']),
                  scored: isWhole,
                  notApplicable: isWhole,
                  failed: isWhole,
                  value: isMaybe(isNumber),
                }),
              ),
            }),
          ),
        }),
      ),
      spentUsd: isMaybe(isNumber),
      gatePasses: isMaybe(isFlag),
    }),
  }),
);
