import { dirname, join } from 'node:path';
import type { Position, TextRange } from '#protocol/problem.ts';
import type { InputHash } from '#protocol/run.ts';
import { quoteFound } from '../../documents/problems.ts';
import { decodeSource } from '../../documents/source.ts';
import { plainField } from '#base/plainText.ts';
import { confine } from '../../files/confine.ts';
import { sha256 } from '../../files/hash.ts';
import { FileError, type Files } from '../../ports.ts';
import { projectPath } from '../../project/projectPath.ts';
import type { SettingsFault } from '../../metrics/settingsFault.ts';
import type { ScorerAnswer, ScorerReading, ScriptSource } from '../scorer.ts';
import type { PoolOutcome, ScriptPool } from './scriptPool.ts';

export interface ScriptNeeds {
  readonly files: Files;
  readonly root: string;
  readonly purpose: 'run' | 'check';
  readonly pool: ScriptPool;
  readonly setup: { readonly isTrusted: () => boolean };
}

interface ScriptText {
  readonly code: string;
  /** Absent: the code stands in the prompt. */
  readonly file?: InputHash;
}

/** Reads a script, and lets the sandbox say what is wrong with it; to check it, nothing of it is run. */
export async function openScript(needs: ScriptNeeds, source: ScriptSource): Promise<ScorerReading> {
  const { pool, purpose, setup } = needs;
  if (purpose === 'run' && !setup.isTrusted()) return { faults: [untrusted] };
  const text = 'code' in source.from ? source.from : await readScript(needs, source);
  if ('faults' in text) return text;
  const { code, file }: ScriptText = text;
  const { timeoutMs } = source;
  const task = purpose === 'check' ? 'compile' : 'load';
  const loaded = await pool.run({ do: task, code, input: '', timeoutMs });
  if (loaded.kind !== 'done') return { faults: [faultOf(loaded, timeoutMs, file?.file)] };
  return {
    scorer: {
      inputs: file === undefined ? [] : [file],
      async score(input) {
        if (!setup.isTrusted()) return { kind: 'broken', why: untrusted.message };
        const job = { do: 'score', code, input: JSON.stringify(input), timeoutMs } as const;
        return answerOf(await pool.run(job), timeoutMs);
      },
    },
  };
}

const largestScript = 256 * 1024;

async function readScript(
  { files, root }: ScriptNeeds,
  { prompt, from }: ScriptSource,
): Promise<ScriptText | { readonly faults: readonly SettingsFault[] }> {
  const written = 'file' in from ? from.file : '';
  const path = ['file'];
  const confined = await confine(files, root, written, join(root, dirname(prompt)));
  if ('refusal' in confined) return { faults: [{ ...confined.refusal, path }] };
  const file = projectPath(root, confined.path);
  try {
    const bytes = await files.read(confined.path, largestScript);
    const { value, problems } = decodeSource(bytes, file);
    const faults = problems
      .filter(({ severity }) => severity === 'error')
      .map(({ range, ...problem }) => ({ ...problem, path, at: { file, range } }));
    if (value === undefined || faults.length > 0) return { faults };
    return { code: value.text, file: { file, sha256: sha256(bytes) } };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const isMissing = error.code === 'missing';
    const fault: SettingsFault = {
      code: isMissing ? 'scorer-missing' : `file-${error.code}`,
      path,
      message: isMissing ? `there is no file ${quoteFound(written)}.` : error.message,
      next: 'Correct the path; it counts from the folder of the prompt.',
    };
    return { faults: [fault] };
  }
}

function faultOf(
  outcome: Exclude<PoolOutcome, { readonly kind: 'done' }>,
  timeoutMs: number,
  file: string | undefined,
): SettingsFault {
  const why = whyOf(outcome, timeoutMs);
  const place = placeOf(outcome);
  const isSyntax = outcome.kind === 'thrown' && outcome.name === 'SyntaxError';
  const code = isSyntax ? 'scorer-syntax' : 'scorer-broken';
  const next = isSyntax
    ? 'Correct it.'
    : 'Write a module whose default export is the function that scores.';
  if (file !== undefined) {
    const range = rangeAt(place ?? { line: 1, column: 1 });
    return { code, path: ['file'], at: { file, range }, message: `${why}.`, next };
  }
  const where = place === undefined ? '' : `, in line ${place.line}, column ${place.column} of it`;
  return { code, path: ['code'], message: `the code cannot be used: ${why}${where}.`, next };
}

function placeOf(outcome: PoolOutcome): Position | undefined {
  if (outcome.kind !== 'thrown' || outcome.line === undefined) return undefined;
  return { line: outcome.line, column: outcome.column ?? 1 };
}

function rangeAt(start: Position): TextRange {
  return { start, end: start };
}

function answerOf(outcome: PoolOutcome, timeoutMs: number): ScorerAnswer {
  const said = 'said' in outcome && outcome.said !== undefined ? { said: outcome.said } : {};
  if (outcome.kind === 'done') {
    return { kind: 'answered', answer: JSON.parse(outcome.answer), ...said };
  }
  const place = placeOf(outcome);
  const where = place === undefined ? '' : ` (line ${place.line})`;
  return { kind: 'broken', why: `the scorer broke: ${whyOf(outcome, timeoutMs)}${where}`, ...said };
}

function whyOf(
  outcome: Exclude<PoolOutcome, { readonly kind: 'done' }>,
  timeoutMs: number,
): string {
  if (outcome.kind === 'late') return `it did not end within ${timeoutMs / 1000} s`;
  if (outcome.kind === 'broken') return outcome.why;
  return plainField(outcome.message, 200) || 'it threw nothing that says why';
}

const untrusted: SettingsFault = {
  code: 'scorer-untrusted',
  path: [],
  message: 'it is code of a folder that is not trusted, so it is not run.',
  next: 'Trust the folder first.',
};
