import type { Catalogue, ModelEntry } from '#protocol/catalogue.ts';
import { fileStart, hasErrors, type Problem } from '#protocol/problem.ts';
import type { InputHash, RunManifest, RunSummary } from '#protocol/run.ts';
import { verdictOn } from '../catalogue/policy.ts';
import type { Planned, StoredRun } from '../engine.ts';
import { sha256OfFile } from '../files/hash.ts';
import { FileError, type Files } from '../ports.ts';
import { join } from 'node:path';
import { catalogueFile } from '../project/findRoot.ts';
import { loadProject } from '../project/loadProject.ts';
import { readPromptCopy } from '../project/readPrompt.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { modelProblems } from '../prompts/checkModels.ts';
import { runFolder } from '../store/runFolder.ts';
import { lockRun } from '../store/runLock.ts';
import { findAccess, openModels } from './access.ts';
import { joinRun } from './joinRun.ts';
import type { ReadyRun } from './run.ts';
import { prepareJudging } from './judging.ts';
import { readProgress, type Progress } from './progress.ts';
import type { ScorerSession } from '../scorers/openScorers.ts';
import { withScorers } from './scorerSessions.ts';
import type { EngineSetup } from './setup.ts';

/**
 * Takes a run up again from its own copies: the same prompts, cases and models, whatever happened to their
 * files since. What was changed is named; what the catalogue denies today is not asked.
 */
export async function resumeRun(
  setup: EngineSetup,
  stored: StoredRun,
  change: { readonly maxCostUsd?: number },
): Promise<Planned> {
  return withScorers(
    setup,
    'run',
    (scorers) => goOn(setup, stored, change, scorers),
    ({ ready }) => ready !== undefined,
  );
}

async function goOn(
  setup: EngineSetup,
  stored: StoredRun,
  change: { readonly maxCostUsd?: number },
  scorers: ScorerSession,
): Promise<Planned> {
  const { files, clock } = setup.ports;
  const folder = runFolder(setup.root, stored.id);
  if (!('value' in stored.manifest)) {
    return { problems: [fault('run-damaged', folder.manifest, stored.manifest.message)] };
  }
  if ('value' in stored.summary && isWhole(stored.summary.value)) {
    const done = `The run ${stored.id} is complete; there is nothing to go on with.`;
    return { problems: [fault('run-complete', folder.summary, done)] };
  }
  const manifest = withChange(stored.manifest.value, change);
  const project = await loadProject(files, setup.root, []);
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const { prompts, problems } = await readCopies(manifest);
  problems.push(...deniedToday(project.catalogue, manifest.models, today));
  const judging = await prepareJudging(
    project.catalogue,
    prompts.map((prompt, place) => ({ file: manifest.prompts[place]?.file ?? '', prompt })),
    { ...manifest.options, withoutJudges: manifest.tier?.judges === false },
    today,
    scorers,
  );
  problems.push(...judging.problems.filter((one) => one.severity === 'error'));
  problems.push(...changedScorers(manifest, judging.inputs));
  const { access, problems: missing } = await findAccess(setup, manifest.models, manifest.options);
  problems.push(...missing);
  // Locked before it is read: whoever wrote until now must have written all.
  const release = await lockRun(files, clock, folder.lock, setup.self);
  let ready: ReadyRun | undefined;
  try {
    const progress = await readBefore(files, folder.journal, manifest.trials, problems);
    problems.push(...(await snapshotProblems(files, folder.cases, manifest)));
    if ((progress?.waiting.size ?? 0) > 0 && setup.source === undefined) {
      problems.push(stillWaiting(stored.id, folder.journal));
    }
    if (progress === undefined || hasErrors(problems)) return { problems };
    problems.push(...(await changedInputs(files, setup.root, manifest, judging.inputs)));
    await files.remove(folder.summary);
    const models = await openModels(
      setup,
      access,
      manifest.options,
      progress.spentUsd,
      manifest.id,
    );
    problems.push(...models.problems);
    ready = joinRun({
      folder,
      manifest,
      prompts,
      evaluators: judging.evaluators,
      judges: judging.judges.map(({ id, entry }) => ({
        id,
        entry: manifest.models.find((one) => one.id === entry.id) ?? entry,
      })),
      models,
      scorers,
      release,
      before: progress,
    });
    return { problems, ready };
  } finally {
    if (ready === undefined) await release();
  }
}

/** A run that ended with errors can be taken up again: those that may pass are asked once more. */
function isWhole({ ended, candidates }: RunSummary): boolean {
  return ended === 'complete' && candidates.every(({ states }) => states.error === 0);
}

/** Asking now would be paying twice. */
function stillWaiting(id: string, journal: string): Problem {
  return {
    ...fault('run-waits', journal, 'Requests of this run are in batches that were not collected.'),
    next: `Collect them with "assay batch collect ${id}".`,
  };
}

function withChange(
  manifest: RunManifest,
  { maxCostUsd }: { readonly maxCostUsd?: number },
): RunManifest {
  if (maxCostUsd === undefined) return manifest;
  return { ...manifest, options: { ...manifest.options, maxCostUsd } };
}

async function readCopies(manifest: RunManifest): Promise<{
  readonly prompts: readonly Prompt[];
  readonly problems: Problem[];
}> {
  const problems: Problem[] = [];
  const prompts: Prompt[] = [];
  for (const copy of manifest.prompts) {
    const reading = await readPromptCopy(copy);
    problems.push(...reading.problems.filter((one) => one.severity === 'error'));
    if (reading.value !== undefined) prompts.push(reading.value);
  }
  return { prompts, problems };
}

function deniedToday(
  catalogue: Catalogue | undefined,
  models: readonly ModelEntry[],
  today: string,
): readonly Problem[] {
  return models.flatMap(({ id, task }) => {
    const verdict = verdictOn(catalogue, id, today, task);
    return verdict.allowed ? [] : modelProblems(verdict, catalogueFile, fileStart);
  });
}

async function readBefore(
  files: Files,
  journal: string,
  trials: number,
  problems: Problem[],
): Promise<Progress | undefined> {
  try {
    const progress = await readProgress(files, journal, trials);
    const { damagedAtLine } = progress.end;
    if (damagedAtLine === undefined) return progress;
    const message = `Line ${damagedAtLine} of the journal is damaged, so nobody can say what was paid for after it.`;
    problems.push(fault('run-damaged', journal, message, damagedAtLine));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    // Killed between the manifest and the first request: nothing was asked yet.
    if (error.code === 'missing') return emptyProgress;
    problems.push(fault('run-damaged', journal, error.message));
  }
  return undefined;
}

const emptyProgress: Progress = {
  end: { seq: 0, bytes: 0 },
  spentUsd: 0,
  unknown: 0,
  unjudged: [],
  waiting: new Map(),
  results: () => Promise.resolve(),
};

async function snapshotProblems(
  files: Files,
  path: string,
  manifest: RunManifest,
): Promise<readonly Problem[]> {
  const found = await hashOf(files, path);
  if (found === manifest.casesSha256) return [];
  return [fault('run-damaged', path, "The run's own copy of its cases is missing or damaged.")];
}

/** Code is not copied: scores of two versions of it would stand side by side as if they were of one. */
function changedScorers(
  { inputs }: RunManifest,
  scorers: readonly InputHash[],
): readonly Problem[] {
  const before = new Map(inputs.map(({ file, sha256 }) => [file, sha256]));
  return scorers
    .filter(({ file, sha256 }) => (before.get(file) ?? sha256) !== sha256)
    .map(({ file }) =>
      fault('scorer-changed', file, 'This scorer was changed after the run had started.'),
    );
}

/** Files that are not any more what the run was started with; it goes on with its copies. */
async function changedInputs(
  files: Files,
  root: string,
  { inputs }: RunManifest,
  scorers: readonly InputHash[],
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const spoken = new Set(scorers.map(({ file }) => file));
  for (const { file, sha256 } of inputs) {
    if (spoken.has(file)) continue;
    if ((await hashOf(files, join(root, file))) === sha256) continue;
    problems.push({
      code: 'input-changed',
      severity: 'warning',
      file,
      range: fileStart,
      message: 'This file was changed after the run had started.',
      next: 'The run goes on with its own copy; start a new run to use the file as it is now.',
    });
  }
  return problems;
}

async function hashOf(files: Files, path: string): Promise<string | undefined> {
  try {
    return await sha256OfFile(files, path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

function fault(code: string, file: string, message: string, line = 1): Problem {
  const at = { line, column: 1 };
  return {
    code,
    severity: 'error',
    file,
    range: { start: at, end: at },
    message,
    next:
      code === 'run-complete'
        ? 'Look at it with "assay history show", or start a new run.'
        : 'Start a new run; the replies that were cached or recorded are not paid again.',
  };
}
