import type { Problem } from '#protocol/problem.ts';
import type { CandidateSummary, RunSummary } from '#protocol/run.ts';

/** What the program tells its caller; each number means one thing, in every command. */
export const exitCodes = {
  fine: 0,
  /** The run is whole, and does not reach what its gate asks for; or something regressed. */
  gateFailed: 1,
  /** Usage, configuration, or the local disk. */
  configuration: 2,
  modelPolicy: 3,
  budget: 4,
  /** A provider or the network: something was not answered or not scored. */
  provider: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Failures that only the user's own settings, files or disk can mend. */
const ownFailures = new Set([
  'local',
  'missing-key',
  'origin-refused',
  'not-recorded',
  'not-cached',
]);

/**
 * How a run ended, as one number. A gate that failed goes before trials that failed, unless nothing at all has a
 * verdict; a gate that passed does not hide a trial that was never answered or never scored.
 */
export function exitCodeOf(
  summary: Pick<RunSummary, 'ended' | 'failure' | 'candidates' | 'gate'>,
  interrupted: boolean,
): ExitCode {
  if (interrupted) return exitCodes.interrupted;
  switch (summary.ended) {
    case 'cancelled':
      return exitCodes.interrupted;
    case 'budget-reached':
      return exitCodes.budget;
    case 'stopped':
      return codeOfFailures([summary.failure?.code ?? '']);
    case 'complete':
      break;
  }
  const failures = summary.candidates.flatMap((one) => failuresOf(one));
  const hasVerdicts = summary.candidates.some((one) => one.judged > 0);
  if (!summary.gate.pass && (failures.length === 0 || hasVerdicts)) return exitCodes.gateFailed;
  return failures.length === 0 ? exitCodes.fine : codeOfFailures(failures);
}

/** A regression is a gate that failed. */
export function withRegression<Ended extends Pick<RunSummary, 'gate'>>(
  summary: Ended,
  regressed: boolean,
): Ended {
  return regressed ? { ...summary, gate: { ...summary.gate, pass: false } } : summary;
}

/** For a command that only reads: policy alone is 3, anything else that is an error is 2. */
export function exitCodeOfProblems(problems: readonly Problem[]): ExitCode {
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length === 0) return exitCodes.fine;
  return errors.every((problem) => problem.code.startsWith('model-'))
    ? exitCodes.modelPolicy
    : exitCodes.configuration;
}

function failuresOf({ states, errors, evaluators }: CandidateSummary): string[] {
  const codes = Object.keys(errors);
  if (states.error > 0 && codes.length === 0) codes.push('error');
  if (states.unknown > 0) codes.push('unknown');
  if (evaluators.some((evaluator) => evaluator.failed > 0)) codes.push('not-scored');
  return codes;
}

/** Of codes that models fail with. */
export function exitCodeOfFailures(codes: readonly string[]): ExitCode {
  if (codes.includes('budget-reached')) return exitCodes.budget;
  return codeOfFailures(codes);
}

function codeOfFailures(codes: readonly string[]): ExitCode {
  return codes.every((code) => ownFailures.has(code))
    ? exitCodes.configuration
    : exitCodes.provider;
}
