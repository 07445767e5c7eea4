import { resolve } from 'node:path';
import { plainField, plainJson } from '#base/plainText.ts';
import { projectPath } from '#core/project/projectPath.ts';
import { changeLine, selectionJson } from '#core/report/graphFacts.ts';
import { counted } from '#core/report/numbers.ts';
import type { Bisection } from '#core/runner/bisectPrompt.ts';
import type { CommitValue } from '#core/runner/evaluateCommit.ts';
import { hasErrors } from '#protocol/problem.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals, unlessInterrupted } from '../interruption.ts';
import type { Echo } from '../terminal/echo.ts';
import { showProblems } from '../terminal/problems.ts';

export interface BisectOptions {
  readonly good?: string;
  readonly bad: string;
  readonly metric?: string;
  readonly case?: string;
  readonly drop: number;
  readonly live?: true;
  readonly maxCost?: number;
  readonly format: 'table' | 'json';
}

/** Finds the commit whose change of prompt or data made a value worse. */
export async function bisectCommand(
  context: Context,
  prompt: string,
  options: BisectOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  using signals = hearSignals(process, app.clock, (text) => {
    err.line(text);
  });
  showProblems(err, app.problems);
  if (hasErrors(app.problems)) return exitCodeOfProblems(app.problems);
  const { good, bad, metric, case: caseId, drop, live, maxCost } = options;
  const money = maxCost === undefined ? {} : { maxCostUsd: maxCost };
  const request = {
    prompt: projectPath(app.engine.root, resolve(context.cwd, prompt)),
    bad,
    drop,
    ...(good === undefined ? {} : { good }),
    ...(metric === undefined ? {} : { metric }),
    ...(caseId === undefined ? {} : { caseId }),
    ...(live === undefined ? {} : { live: money }),
  };
  const ci = await app.ci();
  const outcome = await unlessInterrupted(signals, ci.bisect(request, signals.stopping));
  if (outcome === undefined) return exitCodes.interrupted;
  if ('refused' in outcome) {
    const { refused, next, fault } = outcome;
    err.line(fault === 'fine' ? '' : ['bad', 'error '], refused);
    if (next !== undefined) err.line('    next: ', next);
    return fault === 'fine' ? exitCodes.fine : exitCodes.configuration;
  }
  if (options.format === 'json') out.json(plainJson(jsonOf(outcome.value), 2));
  else await show(out, outcome.value);
  return exitCodes.fine;
}

async function show(out: Echo, bisection: Bisection): Promise<void> {
  const { found, suspects, before, after, changed, comparison, skipped } = bisection;
  if (found === undefined) {
    out.line(`It is one of ${counted(suspects.length, 'commit')}: the others could not be told.`);
  }
  for (const { commit, authoredAt, author, subject } of suspects) {
    out.line(
      ['strong', commit.slice(0, 10)],
      ` ${authoredAt.slice(0, 10)} ${plainField(author, 60)}: ${plainField(subject, 120)}`,
    );
  }
  out.line(`before: ${valueText(before)}`);
  out.line(`after:  ${valueText(after)}`);
  for (const change of changed?.changes ?? []) out.line(changeLine(change));
  for (const one of changed?.prompts.values() ?? []) {
    for (const [id, what] of one.cases) out.line(`${what} case ${plainField(id, 80)}`);
    for (const id of one.removed) out.line(`removed case ${plainField(id, 80)}`);
  }
  for (const { commit, why } of skipped) out.line(`passed over ${commit.slice(0, 10)}: ${why}`);
  out.line(effort(bisection));
  if (comparison === undefined) return;
  const { showComparison } = await import('../terminal/comparison.ts');
  showComparison(out, comparison);
}

function valueText({ commit, value, interval, n }: CommitValue): string {
  const range =
    interval === undefined ? '' : ` (95 %: ${rounded(interval.low)} to ${rounded(interval.high)})`;
  return `${rounded(value)}${range} over ${counted(n, 'trial')} at ${commit.slice(0, 10)}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function effort({ commits, evaluations }: Bisection): string {
  return `${counted(commits, 'commit')}, ${counted(evaluations, 'evaluation')} between the two ends.`;
}

function jsonOf({ before, after, changed, ...rest }: Bisection): Record<string, unknown> {
  const { run: _before, ...first } = before;
  const { run: _after, ...last } = after;
  const told = changed === undefined ? {} : { changed: selectionJson(changed) };
  return { version: 1, ...rest, before: first, after: last, ...told };
}
