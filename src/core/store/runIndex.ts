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
const version = 1;

export function indexPath(root: string): string {
  return join(root, '.assay', 'index.json');
}

/** An empty index where there is none, or one that is damaged. */
export async function readRunIndex(files: Files, root: string): Promise<RunIndex> {
  const path = indexPath(root);
  try {
    if (await leadsOut(files, root, path)) return new Map();
    const bytes = await files.read(path, largest);
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (!isIndexFile(value) || value.version !== version) return new Map();
    if (value.crc32 !== crc32(value.runs)) return new Map();
    const runs: unknown = JSON.parse(value.runs);
    return isRuns(runs) ? new Map(runs.map((run) => [run.line.id, run])) : new Map();
  } catch (error) {
    if (error instanceof FileError || error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/** Where it cannot be written everything goes on without it, a little slower. */
export async function writeRunIndex(files: Files, root: string, index: RunIndex): Promise<void> {
  const runs = JSON.stringify([...index.values()]);
  try {
    await makeOwnFolder(files, root, ['.assay'], 'runs are');
    const text = JSON.stringify({ version, crc32: crc32(runs), runs });
    await files.writeAtomic(indexPath(root), `${text}\n`);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

interface IndexFile {
  readonly version: number;
  readonly crc32: number;
  /** JSON in JSON, so that the checksum is over what was written. */
  readonly runs: string;
}

const isIndexFile = isShape<IndexFile>({ version: isWhole, crc32: isWhole, runs: isText });

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
