import { join } from 'node:path';
import { hasErrors } from '#protocol/problem.ts';
import type { Interval, RunSummary } from '#protocol/run.ts';
import type { Engine, RunRequest, StoredRun } from '../engine.ts';
import { filesByPlace, overlayFiles, type WrittenFiles } from '../files/overlayFiles.ts';
import { commitFiles } from '../git/commitFiles.ts';
import type { Git } from '../git/git.ts';
import { FileError, type Files } from '../ports.ts';
import { wilson } from '../stats/wilson.ts';
import { recordingsPath } from './access.ts';
import type { EngineSetup } from './setup.ts';

/** What is looked at: the pass rate, one evaluator, or one case. */
export interface Looked {
  /** Relative to the root, with `/`. */
  readonly prompt: string;
  readonly metric?: string;
  readonly caseId?: string;
  /** Absent: recordings alone answer. Else models are asked for what they lack, for as much USD at most. */
  readonly live?: { readonly maxCostUsd?: number };
}

/** What came of a prompt as it was at a commit. */
export interface CommitValue {
  readonly commit: string;
  /** The pass rate, or the evaluator's value; over all candidates. Of a case: its passed trials ÷ all. */
  readonly value: number;
  readonly better: 'higher' | 'lower';
  /** 95 % (Wilson), of pass rates alone. */
  readonly interval?: Interval;
  /** Trials that stand behind it. */
  readonly n: number;
  readonly run: StoredRun;
}

export type CommitOutcome = CommitValue | { readonly commit: string; readonly refused: string };

export interface CommitDesk {
  readonly setup: EngineSetup;
  readonly git: Git;
  /** Runs of all commits: so that two of them can be compared. */
  readonly written: WrittenFiles;
  readonly open: (setup: EngineSetup) => Engine;
}

/** Runs the prompt as a commit has it. The working tree is not touched; scorers are those of today. */
export async function evaluateCommit(
  desk: CommitDesk,
  commit: string,
  looked: Looked,
  signal: AbortSignal,
): Promise<CommitOutcome> {
  const { setup, git, written } = desk;
  const { root, ports } = setup;
  const files = await commitFiles(git, commit, root, signal);
  const path = join(root, looked.prompt);
  if ((await files.stat(path)) === undefined) {
    return { commit, refused: `it has no ${looked.prompt}` };
  }
  const recorded = await recordedText(root, files, ports.files);
  written.put(recordingsPath(root), recorded);
  const engine = desk.open({
    ...setup,
    // The user's own cache is no part of the commit.
    ports: { ...ports, files: filesByPlace(root, overlayFiles(files, written), ports.files) },
  });
  const { live } = looked;
  const request: RunRequest = {
    files: [path],
    models: [],
    variants: [],
    cases: looked.caseId === undefined ? [] : [looked.caseId],
    tags: [],
    recordings: live === undefined ? 'replay' : 'complete',
    ...(live?.maxCostUsd === undefined ? {} : { maxCostUsd: live.maxCostUsd }),
  };
  const { ready, problems } = await engine.plan(request, signal);
  if (ready === undefined || hasErrors(problems)) {
    await ready?.release();
    const first = problems.find(({ severity }) => severity === 'error');
    return { commit, refused: first?.message ?? 'it cannot be planned' };
  }
  const summary = await engine.run(ready, { stopping: signal, signal, tell: () => {} });
  signal.throwIfAborted();
  const refused = whyIncomplete(summary);
  if (refused !== undefined) return { commit, refused };
  const value = valueOf(summary, looked.metric);
  if (value === undefined) return { commit, refused: 'nothing of it has a value' };
  return { commit, ...value, run: await engine.history.at(ready.folder.path) };
}

/** Both say the same of the same request, but for when it was asked: what the working tree has counts. */
async function recordedText(root: string, commit: Files, now: Files): Promise<string> {
  const texts: string[] = [];
  for (const files of [commit, now]) {
    try {
      const bytes = await files.read(recordingsPath(root), 256 * 1024 * 1024);
      texts.push(new TextDecoder().decode(bytes).replace(/\n?$/, '\n'));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }
  return texts.join('');
}

/** A part of the trials is another thing than all of them. */
function whyIncomplete({ candidates, ended, failure }: RunSummary): string | undefined {
  const codes = [...new Set(candidates.flatMap(({ errors }) => Object.keys(errors)))];
  const failed = candidates.reduce((sum, { states }) => sum + states.error, 0);
  if (codes.includes('not-recorded')) return `${failed} of its replies are not recorded`;
  if (failed > 0) return `${failed} trials ended in an error (${codes.join(', ')})`;
  if (candidates.some(({ evaluators }) => evaluators.some((one) => one.failed > 0))) {
    return 'an evaluator could not score some of its replies';
  }
  return ended === 'complete' ? undefined : (failure?.message ?? `the run ended ${ended}`);
}

function valueOf(
  { candidates }: RunSummary,
  metric: string | undefined,
): Pick<CommitValue, 'value' | 'better' | 'interval' | 'n'> | undefined {
  if (metric === undefined) {
    const judged = candidates.reduce((sum, one) => sum + one.judged, 0);
    const passed = candidates.reduce((sum, one) => sum + one.passed, 0);
    if (judged === 0) return undefined;
    const interval = wilson(passed, judged);
    const rate = { value: passed / judged, better: 'higher', n: judged } as const;
    return interval === undefined ? rate : { ...rate, interval };
  }
  const found = candidates.flatMap(({ evaluators }) =>
    evaluators.filter(({ name, value }) => name === metric && value !== undefined),
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const sum = found.reduce((before, { value = 0 }) => before + value, 0);
  const n = found.reduce((before, { scored }) => before + scored, 0);
  return { value: sum / found.length, better: first.better, n };
}
