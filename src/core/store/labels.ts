import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Label, Withdrawal } from '#protocol/label.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import { firstProblems, warningAt } from '../documents/problems.ts';
import type { Reading } from '../documents/reading.ts';
import { withoutStacks } from '../documents/withoutStacks.ts';
import { leadsOut } from '../files/confine.ts';
import { sha256 } from '../files/hash.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';
import { FileError, type Files } from '../ports.ts';
import { promptSlug } from './slug.ts';

const largestFile = 64 * 1024 * 1024;

export function labelsPath(root: string, promptFile: string): string {
  return join(root, '.assay', 'labels', `${promptSlug(promptFile)}.jsonl`);
}

/**
 * The labels of a prompt that stand: of each person's on the same reply and evaluator the one that is furthest down the
 * file, unless it was taken back. A line that is no label is a warning and is left out; a file that cannot be read has no value. Never throws.
 */
export async function readLabels(
  files: Files,
  root: string,
  promptFile: string,
): Promise<Reading<readonly Label[]>> {
  const path = labelsPath(root, promptFile);
  const file = `.assay/labels/${promptSlug(promptFile)}.jsonl`;
  try {
    if (await leadsOut(files, root, path)) {
      return { value: undefined, problems: [unreadable(file, 'It is a link out of the project.')] };
    }
    const bytes = await files.read(path, largestFile);
    return parseLabels(new TextDecoder().decode(bytes), file);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === 'missing') return { value: [], problems: [] };
    return { value: undefined, problems: [unreadable(file, error.message)] };
  }
}

/** In one write, on lines of their own: nothing that stood there is changed. Throws `FileError`. */
export async function appendLabels(
  files: Files,
  root: string,
  promptFile: string,
  labels: readonly (Label | Withdrawal)[],
): Promise<void> {
  if (labels.length === 0) return;
  await makeOwnFolder(files, root, ['.assay', 'labels'], 'labels are');
  const path = labelsPath(root, promptFile);
  const isTorn = await lacksLineEnd(files, path);
  const output = await files.openAppend(path);
  try {
    output.append((isTorn ? '\n' : '') + labels.map((label) => `${labelLine(label)}\n`).join(''));
    await output.flush();
  } finally {
    await output.close();
  }
}

/** Keys in a fixed order: the same label is the same line. */
export function labelLine(label: Label | Withdrawal): string {
  if ('withdrawn' in label) {
    const { caseId, evaluator, withdrawn, by, at, replySha256 } = label;
    return JSON.stringify({ caseId, evaluator, withdrawn, by, at, replySha256 });
  }
  const { caseId, evaluator, verdict, comment, correction, by, at, run, trial } = label;
  const { reply, replySha256 } = label;
  return JSON.stringify({
    caseId,
    evaluator,
    verdict,
    comment,
    correction,
    by,
    at,
    run,
    trial,
    replySha256,
    reply,
  });
}

/** Whose word on what: a later one takes the place of an earlier one. */
export function labelKey({
  by,
  caseId,
  replySha256,
  evaluator,
}: Omit<Withdrawal, 'at' | 'withdrawn'>): string {
  return JSON.stringify([by, caseId, replySha256, evaluator ?? null]);
}

const name = z.string().check(z.minLength(1), z.maxLength(200));

const aboutOneText = {
  caseId: name,
  replySha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  evaluator: z.exactOptional(name),
  by: name,
  at: z.string().check(z.maxLength(40)),
};

const withdrawalShape = z.object({ ...aboutOneText, withdrawn: z.literal(true) });

const labelShape = z.object({
  ...aboutOneText,
  reply: z.string(),
  verdict: z.exactOptional(z.union([z.enum(['pass', 'fail']), z.number()])),
  correction: z.exactOptional(z.string()),
  comment: z.exactOptional(z.string()),
  run: z.exactOptional(name),
  trial: z.exactOptional(z.int().check(z.gte(0))),
});

/** The marks that git leaves where two sides changed the same place. */
const conflictMark = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/;

export function parseLabels(text: string, file: string): Reading<readonly Label[]> {
  const standing = new Map<string, Label>();
  const problems: Problem[] = [];
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const [place, written] of lines.entries()) {
    const line = written.endsWith('\r') ? written.slice(0, -1) : written;
    if (line.trim() === '') continue;
    const label = withoutStacks(() => readLabel(line));
    if (typeof label === 'string') {
      const isLast = place === lines.length - 1;
      problems.push(brokenLine(file, place + 1, line, isLast ? 'label-torn' : label));
      continue;
    }
    const key = labelKey(label);
    // Put last, so that the order is that of the words that stand.
    standing.delete(key);
    if (!('withdrawn' in label)) standing.set(key, label);
  }
  return { value: [...standing.values()], problems: firstProblems(problems) };
}

type Fault = 'label-conflict' | 'label-broken' | 'label-torn' | 'label-reply-changed';

function readLabel(line: string): Label | Withdrawal | Fault {
  if (conflictMark.test(line)) return 'label-conflict';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'label-broken';
  }
  const withdrawal = withdrawalShape.safeParse(value);
  if (withdrawal.success) return withdrawal.data;
  const read = labelShape.safeParse(value);
  if (!read.success || saysNothing(read.data)) return 'label-broken';
  return sha256(read.data.reply) === read.data.replySha256 ? read.data : 'label-reply-changed';
}

function saysNothing({ verdict, correction, comment }: Label): boolean {
  return verdict === undefined && correction === undefined && comment === undefined;
}

const told: Readonly<Record<Fault, readonly [message: string, next: string]>> = {
  'label-conflict': [
    'This is the mark of a merge conflict; the labels of both sides count.',
    'Remove this line and keep those of both sides.',
  ],
  'label-broken': [
    'This line is no label, so it does not count.',
    'Restore it from git, or remove it and label the reply again.',
  ],
  'label-torn': [
    'The last line was never finished, so it does not count.',
    'Remove it and label the reply again.',
  ],
  'label-reply-changed': [
    'The reply on this line is not the text that was labelled, so the label does not count.',
    'Restore the line from git, or remove it and label the reply again.',
  ],
};

function brokenLine(file: string, line: number, text: string, fault: Fault): Problem {
  const [message, next] = told[fault];
  const range = { start: { line, column: 1 }, end: { line, column: text.length + 1 } };
  return warningAt(file, range, fault, message, next);
}

function unreadable(file: string, why: string): Problem {
  return {
    code: 'labels-unreadable',
    severity: 'error',
    file,
    range: fileStart,
    message: `The labels cannot be read. ${why}`,
    next: 'Put the file right, or restore it from git.',
  };
}

async function lacksLineEnd(files: Files, path: string): Promise<boolean> {
  try {
    const bytes = await files.read(path, largestFile);
    return bytes.length > 0 && bytes.at(-1) !== 0x0a;
  } catch (error) {
    if (error instanceof FileError && error.code === 'missing') return false;
    throw error;
  }
}
