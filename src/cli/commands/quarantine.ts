import { plainField, plainJson } from '#base/plainText.ts';
import type { FlakyCase } from '#core/runner/suggestQuarantine.ts';
import { count } from '#core/report/numbers.ts';
import type { QuarantineEntry } from '#protocol/run.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { showProblems } from '../terminal/problems.ts';
import { tableText } from '../terminal/table.ts';

export interface QuarantineOptions {
  readonly format: 'table' | 'json';
}

/** What stands in the quarantine file, and what is wrong with it. */
export async function quarantineList(
  context: Context,
  { format }: QuarantineOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const ci = await (await context.open()).ci();
  const { entries, problems } = await ci.quarantine();
  showProblems(err, problems);
  if (format === 'json') out.json(plainJson({ version: 1, entries }, 2));
  else if (entries.length === 0) err.line('Nothing is quarantined.');
  else out.text(tableText(columns, entries.map(rowOf)));
  return exitCodeOfProblems(problems);
}

const columns = [
  { title: 'what', width: 34 },
  { title: 'until', width: 10 },
  { title: 'owner', width: 16 },
  { title: 'reason', width: 34 },
] as const;

function rowOf({ case: caseId, prompt, evaluator, until, owner, reason }: QuarantineEntry) {
  const what = [caseId, evaluator, prompt].filter((part) => part !== undefined);
  return [what, until, owner, reason];
}

export interface QuarantineSuggestOptions {
  readonly runs: number;
  readonly format: 'table' | 'json';
}

/** Cases that passed and failed without a change of their prompt, as entries to paste. */
export async function quarantineSuggest(
  context: Context,
  { runs, format }: QuarantineSuggestOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  const flaky = await (await app.ci()).flakyCases(runs);
  if (format === 'json') out.json(plainJson({ version: 1, flaky }, 2));
  else if (flaky.length === 0) err.line('No case of the runs at hand is flaky.');
  else out.text(entriesText(flaky));
  return exitCodes.fine;
}

/** YAML; reason, date and owner are left to a person. */
function entriesText(flaky: readonly FlakyCase[]): string {
  const seen = new Set<string>();
  const lines = ['quarantine:'];
  for (const { prompt, caseId, judged, passed, runs, model } of flaky) {
    const key = `${prompt} ${caseId}`;
    if (seen.has(key)) continue;
    seen.add(key);
    lines.push(
      `  # ${count(passed)} of ${count(judged)} passed in ${count(runs)} runs on ${plainField(model, 80)}`,
      `  - case: ${JSON.stringify(plainField(caseId, 500))}`,
      `    prompt: ${JSON.stringify(plainField(prompt, 500))}`,
      '    reason: # why it may fail for the time being',
      '    until: # the last day on which this counts, such as 2026-12-31',
      '    owner: # who sees to it',
    );
  }
  return `${lines.join('\n')}\n`;
}
