import { join } from 'node:path';
import type { JsonValue } from '#base/json.ts';
import { leadsOut } from '../files/confine.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';
import { FileError, type Files } from '../ports.ts';
import { cellKey } from './cellKey.ts';
import type { Stored } from './runFolder.ts';
import { promptSlug } from './slug.ts';

/** What one evaluator said of one case, over its repetitions. */
export interface CellScore {
  readonly n: number;
  readonly mean: number;
  /** Of a corpus metric: what it kept of each repetition, in an order that says nothing. Absent: not kept. */
  readonly statistics?: readonly JsonValue[];
}

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
  /** By evaluator. */
  readonly scores: Readonly<Record<string, CellScore>>;
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

/** Where a prompt's baseline lies. */
export function baselinePath(root: string, promptFile: string): string {
  return join(root, '.assay', 'baselines', `${promptSlug(promptFile)}.json`);
}

const largestBaseline = 64 * 1024 * 1024;

/** Never throws. */
export async function readBaseline(
  files: Files,
  root: string,
  promptFile: string,
): Promise<Stored<Baseline>> {
  const path = baselinePath(root, promptFile);
  const text = await readText(files, root, path);
  if ('value' in text) return parseBaseline(text.value, path, promptFile);
  return text.fault === 'missing'
    ? { fault: 'missing', message: `${promptFile} has no baseline (${path}).` }
    : text;
}

async function readText(files: Files, root: string, path: string): Promise<Stored<string>> {
  try {
    if (await leadsOut(files, root, path)) return damaged(path, 'it is a link out of the project');
    const bytes = await files.read(path, largestBaseline);
    return { value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') {
      return { fault: 'missing', message: `${path} does not exist.` };
    }
    return damaged(path, error instanceof FileError ? error.message : 'it is not UTF-8');
  }
}

/** Every baseline of a project, by its path; one that is damaged too. Never throws. */
export async function listBaselines(
  files: Files,
  root: string,
): Promise<readonly { readonly path: string; readonly stored: Stored<Baseline> }[]> {
  const folder = join(root, '.assay', 'baselines');
  let names: readonly string[];
  try {
    if (await leadsOut(files, root, folder)) return [];
    names = await files.list(folder);
  } catch {
    return [];
  }
  const paths = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  const listed: { readonly path: string; readonly stored: Stored<Baseline> }[] = [];
  for (const path of paths) {
    const text = await readText(files, root, path);
    const stored = 'value' in text ? parseBaseline(text.value, path) : text;
    const isAtHome = 'fault' in stored || baselinePath(root, stored.value.prompt) === path;
    listed.push({ path, stored: isAtHome ? stored : damaged(path, anothers) });
  }
  return listed;
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
  const ordered = sorted.map(([name, { n: count, mean, statistics }]) => {
    return [name, { n: count, mean, ...(statistics === undefined ? {} : { statistics }) }] as const;
  });
  return JSON.stringify({
    variant,
    model,
    caseId,
    n,
    judged,
    passed,
    scores: Object.fromEntries(ordered),
  });
}

export function sortCells(cells: readonly BaselineCell[]): readonly BaselineCell[] {
  return cells.toSorted(
    (a, b) => order(a.variant, b.variant) || order(a.model, b.model) || order(a.caseId, b.caseId),
  );
}

/** By UTF-16 units: the same on every machine. */
function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const anothers = 'it is the baseline of another prompt';

/** `promptFile`: whose baseline it must be; absent: whoever's. */
function parseBaseline(text: string, path: string, promptFile?: string): Stored<Baseline> {
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
  if (promptFile !== undefined && prompt !== promptFile) return damaged(path, anothers);
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
    Object.values(scores).every(isScore)
  );
}

function isScore(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { n, mean, statistics } = value;
  if (!isCount(n) || !Number.isFinite(mean)) return false;
  return statistics === undefined || (Array.isArray(statistics) && statistics.length === n);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(path: string, why: string): Extract<Stored<never>, { fault: unknown }> {
  return {
    fault: 'damaged',
    message: `${path} cannot be used: ${why}. Put it right, or delete it and accept a run anew.`,
  };
}
