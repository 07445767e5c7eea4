import { join } from 'node:path';
import { leadsOut } from '../files/confine.ts';
import { sha256 } from '../files/hash.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';
import { FileError, type Files } from '../ports.ts';
import type { Stored } from './runFolder.ts';

/** What was accepted of one case on one candidate. */
export interface BaselineCell {
  readonly variant: string;
  readonly model: string;
  readonly caseId: string;
  /** Trials that stand behind it. */
  readonly n: number;
  /** Trials with a verdict, and how many passed. */
  readonly judged: number;
  readonly passed: number;
  /** Evaluator → mean of its scores and how many there are. */
  readonly scores: Readonly<Record<string, { readonly n: number; readonly mean: number }>>;
}

/** The accepted scores of one prompt, committed beside it. */
export interface Baseline {
  readonly version: 1;
  /** Relative to the project's root, with `/`. */
  readonly prompt: string;
  /** The run that was accepted last; some cells may be of earlier ones. */
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly acceptedAt: string;
  /** By variant, model and case; each at most once. */
  readonly cells: readonly BaselineCell[];
}

/**
 * Where a prompt's baseline lies. The name has only letters, digits and "-", whatever the path has, and ends with a hash
 * of it: two prompts never share one, also where the disk does not tell `A` from `a`.
 */
export function baselinePath(root: string, promptFile: string): string {
  const readable = promptFile
    .replace(/\.prompt\.ya?ml$/, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(-60);
  const name = `${readable === '' ? 'prompt' : readable}-${sha256(promptFile).slice(0, 10)}.json`;
  return join(root, '.assay', 'baselines', name);
}

const largestBaseline = 64 * 1024 * 1024;

/** Never throws. */
export async function readBaseline(
  files: Files,
  root: string,
  promptFile: string,
): Promise<Stored<Baseline>> {
  const path = baselinePath(root, promptFile);
  let text: string;
  try {
    if (await leadsOut(files, root, path)) return damaged(path, 'it is a link out of the project');
    const bytes = await files.read(path, largestBaseline);
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') {
      return { fault: 'missing', message: `${promptFile} has no baseline (${path}).` };
    }
    return damaged(path, error instanceof FileError ? error.message : 'it is not UTF-8');
  }
  return parseBaseline(text, path, promptFile);
}

/** All or nothing. Throws `FileError`. */
export async function writeBaseline(files: Files, root: string, baseline: Baseline): Promise<void> {
  const path = baselinePath(root, baseline.prompt);
  await makeOwnFolder(files, root, ['.assay', 'baselines'], 'baselines are');
  await files.writeAtomic(path, formatBaseline(baseline));
}

/** JSON with a cell a line in a fixed order, so that a change of one case is a change of one line. */
export function formatBaseline({ version, prompt, run, acceptedAt, cells }: Baseline): string {
  const head = Object.entries({ version, prompt, run, acceptedAt }).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
  );
  const lines = sortCells(cells).map((cell) => `    ${cellText(cell)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n${head.join('')}  "cells": ${list}\n}\n`;
}

/** The same for the same numbers: what is written of a cell, and what tells whether two are alike. */
export function cellText({
  variant,
  model,
  caseId,
  n,
  judged,
  passed,
  scores,
}: BaselineCell): string {
  const sorted = Object.entries(scores).toSorted(([a], [b]) => order(a, b));
  const means = sorted.map(([name, score]) => [name, { n: score.n, mean: score.mean }] as const);
  return JSON.stringify({
    variant,
    model,
    caseId,
    n,
    judged,
    passed,
    scores: Object.fromEntries(means),
  });
}

export function sortCells(cells: readonly BaselineCell[]): readonly BaselineCell[] {
  return cells.toSorted(
    (a, b) => order(a.variant, b.variant) || order(a.model, b.model) || order(a.caseId, b.caseId),
  );
}

/** Which cell it is, within one prompt. */
export function cellKey({
  variant,
  model,
  caseId,
}: Pick<BaselineCell, 'variant' | 'model' | 'caseId'>): string {
  return JSON.stringify([variant, model, caseId]);
}

/** By UTF-16 units: the same on every machine. */
function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function parseBaseline(text: string, path: string, promptFile: string): Stored<Baseline> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return damaged(path, 'it is not JSON; look for the marks of a merge conflict');
  }
  if (!isRecord(value)) return damaged(path, 'it is no baseline');
  const { version, prompt, run, acceptedAt, cells } = value;
  if (typeof version === 'number' && version > 1) {
    return {
      fault: 'newer',
      message: `${path} was written by a newer Assay (format ${version}). Update Assay to use it.`,
    };
  }
  const isWhole =
    version === 1 &&
    typeof prompt === 'string' &&
    typeof run === 'string' &&
    typeof acceptedAt === 'string' &&
    Array.isArray(cells);
  if (!isWhole) return damaged(path, 'it is no baseline');
  if (prompt !== promptFile) return damaged(path, 'it is the baseline of another prompt');
  const seen = new Set<string>();
  const good: BaselineCell[] = [];
  for (const [place, cell] of cells.entries()) {
    if (!isCell(cell)) return damaged(path, `cell ${place + 1} is damaged`);
    const key = cellKey(cell);
    if (seen.has(key)) return damaged(path, `cell ${place + 1} is there twice`);
    seen.add(key);
    good.push(cell);
  }
  return { value: { version: 1, prompt, run, acceptedAt, cells: good } };
}

function isCell(value: unknown): value is BaselineCell {
  if (!isRecord(value)) return false;
  const { variant, model, caseId, n, judged, passed, scores } = value;
  return (
    typeof variant === 'string' &&
    typeof model === 'string' &&
    typeof caseId === 'string' &&
    isCount(n) &&
    isCount(judged) &&
    isCount(passed) &&
    judged <= n &&
    passed <= judged &&
    isRecord(scores) &&
    Object.values(scores).every(
      (one) => isRecord(one) && isCount(one['n']) && Number.isFinite(one['mean']),
    )
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(path: string, why: string): Stored<Baseline> {
  return {
    fault: 'damaged',
    message: `${path} cannot be used: ${why}. Put it right, or delete it and accept a run anew.`,
  };
}
