import { hasErrors } from '#protocol/problem.ts';
import type { Planned, RunRequest } from '../engine.ts';
import { loadQuarantine } from '../project/quarantine.ts';
import type { ScorerSession } from '../scorers/openScorers.ts';
import { makeRunFolder, runFolder, writeManifest } from '../store/runFolder.ts';
import { lockRun } from '../store/runLock.ts';
import { writeSnapshot, type SnapshotWriter } from '../store/snapshot.ts';
import { makeUlid } from '../store/ulid.ts';
import { findAccess, openModels, type OpenModels } from './access.ts';
import { budgetProblems } from './budgetCheck.ts';
import { choiceProblems } from './choose.ts';
import { collect, entriesOf, makeDraft, type Draft } from './draft.ts';
import { FoundProblems } from './foundProblems.ts';
import { joinRun } from './joinRun.ts';
import { makeManifest } from './makeManifest.ts';
import { estimate, loadsOf } from './preflight.ts';
import { withScorers } from './scorerSessions.ts';
import type { EngineSetup } from './setup.ts';

/** Reads, checks and counts. Writes and asks nothing. */
export async function preflight(
  setup: EngineSetup,
  request: RunRequest,
  signal: AbortSignal,
): Promise<Planned> {
  return withScorers(setup, 'run', (scorers) => count(setup, request, scorers, signal));
}

async function count(
  setup: EngineSetup,
  request: RunRequest,
  scorers: ScorerSession,
  signal: AbortSignal,
): Promise<Planned> {
  const found = new FoundProblems();
  const draft = await makeDraft(setup, request, scorers, found, signal);
  if (asksNobody(draft)) return withoutRun(setup, draft, found, signal);
  found.add(choiceProblems(draft.chosen, request.variants));
  const collected = await collect(setup, draft, found, () => {}, signal);
  const counted = estimate(...loadsOf(draft.chosen, collected, draft.judging, draft.options));
  found.add(budgetProblems(counted, draft.options));
  return {
    problems: found.all,
    preflight: counted,
    unallowed: scorers.unallowed,
    ...changedOf(draft),
  };
}

/** Like `preflight`, and then writes what a run starts from. With an error nothing stays on disk. */
export async function plan(
  setup: EngineSetup,
  request: RunRequest,
  signal: AbortSignal,
): Promise<Planned> {
  return withScorers(
    setup,
    'run',
    (scorers) => prepare(setup, request, scorers, signal),
    ({ ready }) => ready !== undefined,
  );
}

async function prepare(
  setup: EngineSetup,
  request: RunRequest,
  scorers: ScorerSession,
  signal: AbortSignal,
): Promise<Planned> {
  const { files, clock, random } = setup.ports;
  const found = new FoundProblems();
  const draft = await makeDraft(setup, request, scorers, found, signal);
  if (asksNobody(draft)) return withoutRun(setup, draft, found, signal);
  found.add(choiceProblems(draft.chosen, request.variants));
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const quarantine = await loadQuarantine(files, setup.root, today);
  found.add(quarantine.problems);
  const entries = entriesOf(draft);
  const { access, problems } = await findAccess(setup, entries, draft.options);
  found.add(problems);
  // With an error the cases are read all the same, so that one look shows everything that is wrong.
  if (hasErrors(found.all)) {
    await collect(setup, draft, found, () => {}, signal);
    return { problems: found.all, ...changedOf(draft) };
  }
  const id = makeUlid(clock, random);
  let snapshot: SnapshotWriter | undefined;
  let models: OpenModels | undefined;
  try {
    const folder = await makeRunFolder(files, setup.root, id);
    const release = await lockRun(files, clock, folder.lock, setup.self);
    const writer = await writeSnapshot(files, folder.cases);
    snapshot = writer;
    const collected = await collect(setup, draft, found, (one) => writer.add(one), signal);
    const casesSha256 = await writer.close();
    const counted = estimate(...loadsOf(draft.chosen, collected, draft.judging, draft.options));
    found.add(budgetProblems(counted, draft.options));
    models = await openModels(setup, access, draft.options, 0, id);
    found.add(models.problems);
    if (hasErrors(found.all)) {
      await models.finish();
      await files.remove(folder.path);
      return { problems: found.all, preflight: counted };
    }
    const manifest = await makeManifest(setup, draft, {
      id: folder.id,
      collected,
      casesSha256,
      quarantine: (quarantine.value ?? []).map(({ entry }) => entry),
    });
    await writeManifest(files, folder, manifest);
    const ready = joinRun({
      folder,
      manifest,
      prompts: draft.chosen.map(({ prompt }) => prompt),
      evaluators: draft.judging.evaluators,
      judges: draft.judging.judges,
      models,
      scorers,
      release,
    });
    return { problems: found.all, preflight: counted, ready, ...changedOf(draft) };
  } catch (error) {
    await snapshot?.close().catch(() => {});
    models?.run.close();
    await files.remove(runFolder(setup.root, id).path).catch(() => {});
    throw error;
  }
}

/** The tier only checks and renders, or nothing that a run depends on has changed. */
function asksNobody({ tier, changed, chosen }: Draft): boolean {
  return tier?.level === 0 || (changed !== undefined && chosen.length === 0);
}

async function withoutRun(
  setup: EngineSetup,
  draft: Draft,
  found: FoundProblems,
  signal: AbortSignal,
): Promise<Planned> {
  const collected = await collect(setup, draft, found, () => {}, signal);
  const cases = collected.reduce((sum, one) => sum + one.cases, 0);
  return {
    problems: found.all,
    ...(draft.tier?.level === 0 ? { rendered: { prompts: collected.length, cases } } : {}),
    ...changedOf(draft),
  };
}

function changedOf({ changed }: Draft): Pick<Planned, 'changed'> {
  return changed === undefined ? {} : { changed };
}
