import * as vscode from 'vscode';
import type { Problem } from '#protocol/problem.ts';
import type { RunStart, RunTarget, SessionEnd } from '../running/runSessions.ts';
import { askableModels } from '../commands/askableModels.ts';
import type { Services } from '../services.ts';
import { groupTargets, needsExtent, type PromptExtent } from './grouping.ts';
import { problemMessages } from './problemMessages.ts';
import { splitRefusal } from './refusal.ts';
import { itemId, type TestPlace } from './testPlace.ts';
import { reportTo } from './testReport.ts';
import type { TestTree } from './testTree.ts';
import { today } from '../language/today.ts';

export interface TestRunning {
  readonly controller: vscode.TestController;
  readonly tree: TestTree;
  readonly services: Services;
}

export interface TestOrder {
  readonly request: vscode.TestRunRequest;
  readonly token: vscode.CancellationToken;
  readonly origin: RunStart['origin'];
  readonly onAllModels: boolean;
  /** Runs this tier, where a project has it. */
  readonly tier?: string;
}

/** Runs what is included without what is excluded. Resolves when all has ended; never rejects. */
export async function runTests(running: TestRunning, order: TestOrder): Promise<void> {
  const { controller, services } = running;
  const { request, token } = order;
  const run = controller.createTestRun(request);
  const cancel = new vscode.CancellationTokenSource();
  const stop = (): void => {
    cancel.cancel();
  };
  const owned = vscode.Disposable.from(
    token.onCancellationRequested(stop),
    run.token.onCancellationRequested(stop),
    cancel,
  );
  if (token.isCancellationRequested) stop();
  try {
    const targets = await targetsOf(running, order);
    const waiting: [RunTarget, ReadonlyMap<string, vscode.TestItem>][] = [];
    for (const target of targets) {
      const items = await itemsOf(running, target);
      for (const item of items.values()) run.enqueued(item);
      waiting.push([target, items]);
    }
    for (const [target, items] of waiting) {
      await runTarget(running, { ...order, token: cancel.token }, run, target, items);
    }
  } catch (error) {
    services.log.error(`Tests could not be run: ${String(error)}`);
  } finally {
    run.end();
    owned.dispose();
  }
}

async function targetsOf(
  { tree, services }: TestRunning,
  { request, onAllModels, tier }: TestOrder,
): Promise<readonly RunTarget[]> {
  const { workspace } = services;
  await workspace.ready;
  const having = workspace.projects.filter(({ suite }) => suite.tiers?.[tier ?? ''] !== undefined);
  // All of a tier is what the tier itself takes, which may be less than all prompts.
  if (tier !== undefined && request.include === undefined && request.exclude === undefined) {
    return having.map(({ root }) => ({ root, prompts: [], tier }));
  }
  const places = (items: readonly vscode.TestItem[]): readonly TestPlace[] =>
    items.flatMap((item) => tree.placeOf(item) ?? []);
  const included = places(request.include ?? tree.prompts);
  const excluded = places(request.exclude ?? []);
  const extents = new Map<string, PromptExtent>();
  for (const path of needsExtent(included, excluded)) {
    const file = workspace.promptOf(vscode.Uri.file(path));
    if (file?.prompt === undefined) continue;
    const { cases } = await workspace.casesOf(file);
    const variants = file.prompt.variants.map(({ name }) => name);
    extents.set(path, { variants, cases: cases.map(({ testCase }) => testCase.id) });
  }
  const targets = groupTargets(included, excluded, (prompt) => extents.get(prompt));
  if (tier !== undefined) {
    const roots = new Set(having.map(({ root }) => root));
    return targets.filter(({ root }) => roots.has(root)).map((target) => ({ ...target, tier }));
  }
  if (!onAllModels) return targets;
  return Promise.all(
    targets.map(async (target) => {
      const project = workspace.project(target.root);
      if (project === undefined) return target;
      const { models } = await askableModels(project, services.keys, today());
      return models.length === 0 ? target : { ...target, models };
    }),
  );
}

/** The cases that the target runs, by id; those of a list too long for the tree are not among them. */
async function itemsOf(
  running: TestRunning,
  target: RunTarget,
): Promise<ReadonlyMap<string, vscode.TestItem>> {
  const { tree } = running;
  const { variants, cases } = target;
  const items = new Map<string, vscode.TestItem>();
  const ids = cases === undefined ? undefined : new Set(cases);
  for (const prompt of promptsOf(running, target)) {
    for (const [id, item] of await tree.casesOf(prompt)) {
      const { variant, caseId } = tree.placeOf(item) ?? {};
      if (variants !== undefined && !variants.some((one) => one === variant)) continue;
      if (ids === undefined || (caseId !== undefined && ids.has(caseId))) items.set(id, item);
    }
  }
  return items;
}

function promptsOf({ services }: TestRunning, { root, prompts }: RunTarget): readonly string[] {
  if (prompts.length > 0) return prompts;
  return (services.workspace.project(root)?.prompts ?? []).map(({ path }) => path);
}

async function runTarget(
  running: TestRunning,
  order: TestOrder,
  run: vscode.TestRun,
  target: RunTarget,
  items: ReadonlyMap<string, vscode.TestItem>,
): Promise<void> {
  const { tree, services } = running;
  const { token, origin } = order;
  const report = reportTo(run, target.root, items, tree);
  if (token.isCancellationRequested) {
    report.end({ kind: 'declined' });
    return;
  }
  const session = services.sessions.start({ target, origin, token });
  const listening = services.sessions.onDidHear(({ session: of, event }) => {
    if (of === session) report.hear(event);
  });
  const end = await session.done;
  listening.dispose();
  const split = end.kind === 'refused' ? refusedOf(running, target, end.problems) : undefined;
  if (split === undefined) {
    report.end(end);
    if (items.size === 0) tellPrompts(running, run, target, end);
    return;
  }
  for (const [prompt, problems] of split.broken) {
    const messages = problemMessages(target.root, '', problems);
    const item = running.controller.items.get(prompt);
    if (item !== undefined) run.errored(item, [...messages]);
  }
  const rest = new Map<string, vscode.TestItem>();
  for (const [id, item] of items) {
    const { prompt = '' } = tree.placeOf(item) ?? {};
    const problems = split.broken.get(prompt);
    if (problems === undefined) rest.set(id, item);
    else run.errored(item, [...problemMessages(target.root, '', problems)]);
  }
  await runTarget(running, order, run, split.rest, rest);
}

function refusedOf(
  { services: { workspace } }: TestRunning,
  target: RunTarget,
  problems: readonly Problem[],
): ReturnType<typeof splitRefusal> {
  return splitRefusal(target, problems, (prompt) => {
    return workspace.promptOf(vscode.Uri.file(prompt))?.file;
  });
}

/** Where no case is known, such as in a broken file, the prompt itself says why. */
function tellPrompts(
  running: TestRunning,
  run: vscode.TestRun,
  target: RunTarget,
  end: SessionEnd,
): void {
  if (end.kind === 'ended' || end.kind === 'declined' || end.kind === 'checked') return;
  const { root } = target;
  const problems = end.kind === 'refused' ? end.problems : [];
  for (const prompt of promptsOf(running, target)) {
    const item = running.controller.items.get(itemId({ root, prompt }));
    if (item !== undefined) run.errored(item, [...problemMessages(root, end.message, problems)]);
  }
}
