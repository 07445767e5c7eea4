import type { TestCase, TestSuite } from 'junit-report-builder';
import type { RunManifest } from '#protocol/run.ts';
import type { PromptPart, RunBook } from '../../views/runBook.ts';
import type { ReportDesk } from '../reportDesk.ts';
import type { ReportSink } from '../reportSink.ts';
import { nameOfCandidate } from '../sentences.ts';
import { troubleSentence, whyOf } from '../troubleSentence.ts';
import { xmlText } from './xmlText.ts';

/** A suite larger than this is written in parts, each a suite of its own: memory holds one of them. */
const mostInSuite = 2000;
const longestName = 300;
const longestText = 4000;

/** A run as JUnit's XML, as Jenkins reads it: a suite for each prompt on each candidate, a test case for each case. */
export async function writeJunit(desk: ReportDesk, book: RunBook, sink: ReportSink): Promise<void> {
  sink.write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${totals(book)}>\n`);
  for (const [prompt, part] of book.parts.entries()) {
    for (const [slot, { place }] of part.rows.plan.candidates.entries()) {
      const cases = part.rows.plan.count;
      for (let from = 0; from < Math.max(1, cases); from += mostInSuite) {
        const suite = { prompt, part, slot, place, from, to: Math.min(cases, from + mostInSuite) };
        sink.write(await suiteXml(desk, book, suite));
      }
    }
  }
  sink.write('</testsuites>\n');
}

interface SuitePart {
  readonly prompt: number;
  readonly part: PromptPart;
  /** Of the candidate, among the prompt's. */
  readonly slot: number;
  /** Of the candidate, in the manifest. */
  readonly place: number;
  readonly from: number;
  readonly to: number;
}

async function suiteXml(desk: ReportDesk, book: RunBook, suite: SuitePart): Promise<string> {
  const { part, place, from, to } = suite;
  const { newJunit } = await import('./junitBuilder.ts');
  const builder = newJunit();
  const isPart = part.rows.plan.count > mostInSuite;
  const name = xmlText(nameOfCandidate(book.manifest, place), longestName);
  const made = builder
    .testSuite()
    .name(isPart ? `${name} (from case ${from + 1})` : name)
    .timestamp(book.manifest.startedAt.slice(0, 19));
  for (const [key, value] of properties(book.manifest, suite)) {
    made.property(key, xmlText(value, longestName));
  }
  let ms = 0;
  for (let index = from; index < to; index += 1)
    ms += await addCase(desk, book, suite, made, index);
  made.time(seconds(ms));
  const lines = builder.build().split('\n');
  // The library writes a whole document; between its first two lines and its last one stands the suite.
  return `${lines.slice(2, -1).join('\n')}\n`;
}

function properties(
  { id, assay, commit, candidates, prompts }: RunManifest,
  { prompt, place }: SuitePart,
): readonly (readonly [string, string])[] {
  const { variant = '', model = '' } = candidates[place] ?? {};
  const { file = '', sha256 = '', repeats = 1 } = prompts[prompt] ?? {};
  return [
    ['run', id],
    ['assay', assay],
    ...(commit === undefined ? [] : [['commit', commit] as const]),
    ['prompt', file],
    ['prompt sha256', sha256],
    ['variant', variant],
    ['model', model],
    ['repeats', String(repeats)],
  ];
}

/** Adds one case; gives the milliseconds that it took. */
async function addCase(
  desk: ReportDesk,
  book: RunBook,
  { prompt, part, slot, place }: SuitePart,
  suite: TestSuite,
  index: number,
): Promise<number> {
  const { rows } = part;
  const row = index * rows.plan.candidates.length + slot;
  const caseId = rows.plan.cases.idOf(index);
  const source = rows.plan.cases.sourceOf(index);
  const ms = rows.latencyOf(row) ?? 0;
  const { variant = '', model = '' } = book.manifest.candidates[place] ?? {};
  const testCase = suite
    .testCase()
    .className(className(book.manifest.prompts[prompt]?.file ?? '', variant, model))
    .name(xmlText(caseId === '' ? `case ${index + 1}` : caseId, longestName))
    .time(seconds(ms));
  if (source !== undefined) testCase.file(xmlText(source.file, longestName));
  const outcome = rows.outcomeOf(row);
  if (outcome === 'failed' || outcome === 'error') {
    const isFlaky = rows.isFlaky(row);
    const change = rows.changeOf(row);
    const trouble = {
      run: book.manifest.id,
      prompt,
      candidate: place,
      caseId,
      outcome,
      isFlaky,
      ...(change !== undefined && { change }),
    };
    addTrouble(testCase, outcome, await troubleSentence(desk, book, trouble), {
      expected: rows.plan.cases.expectedOf(index),
    });
  } else if (
    outcome === 'running' ||
    (outcome === 'not scored' && rows.trialsOf(row).length === 0)
  ) {
    testCase.skipped();
  } else if (outcome === 'not scored') {
    testCase.skipped();
    testCase.standardOutput(xmlText(rows.replyOf(row), longestText));
  }
  return ms;
}

function addTrouble(
  testCase: TestCase,
  outcome: 'failed' | 'error',
  { message, result, source }: Awaited<ReturnType<typeof troubleSentence>>,
  { expected }: { readonly expected: string },
): void {
  const text = xmlText(
    [
      ...(source === undefined ? [] : [`${source.file}:${source.line}`]),
      ...(result === undefined ? [] : whyOf(result)),
      ...(expected === '' ? [] : ['Expected:', indented(expected)]),
      ...(result?.reply === undefined ? [] : ['Reply:', indented(result.reply.text)]),
    ].join('\n'),
    longestText,
  );
  const head = xmlText(message, 600);
  if (outcome === 'failed') testCase.failure(head, 'failed').stacktrace(text);
  else testCase.error(head, xmlText(result?.failure?.code ?? 'error', 60), text);
}

/** Expected and reply one below the other, so that a reader of the log can lay them side by side. */
function indented(text: string): string {
  return text.slice(0, longestText).replace(/^/gm, '    ');
}

/** Tools cut it at its dots into packages: the folders of the prompt's file. */
function className(file: string, variant: string, model: string): string {
  const path = file
    .replace(/\.prompt\.ya?ml$/, '')
    .replaceAll('.', '_')
    .replaceAll('/', '.');
  return xmlText(`${path}.${[variant, model].join(' on ').replaceAll('.', '_')}`, longestName);
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}

function totals({ parts }: RunBook): string {
  const counts = { tests: 0, failures: 0, errors: 0, skipped: 0 };
  for (const { rows } of parts) {
    for (let row = 0; row < rows.size; row += 1) {
      const outcome = rows.outcomeOf(row);
      counts.tests += 1;
      if (outcome === 'failed') counts.failures += 1;
      else if (outcome === 'error') counts.errors += 1;
      else if (outcome !== 'passed') counts.skipped += 1;
    }
  }
  return Object.entries(counts)
    .map(([name, times]) => ` ${name}="${times}"`)
    .join('');
}
