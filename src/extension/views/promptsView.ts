import * as vscode from 'vscode';
import type { AssayWorkspace, PromptFile } from '../files/workspace.ts';
import { views } from '../ids.ts';
import type { ResultBoard } from '../running/resultBoard.ts';
import type { Feature, Services } from '../services.ts';
import { nameOf } from './projectName.ts';
import type { CaseFacts, PromptFacts, PromptRow } from './promptRows.ts';
import { openRowView } from './rowTree.ts';

/** The view of prompts, with what came of each the last time. */
export const promptsView: Feature = ({ workspace, results, log }: Services) => {
  const loaded = new Set<string>();
  /** The disk is asked once for each prompt that is shown; the board tells when it knows more. */
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    results.load(path).catch((error: unknown) => {
      log.warn(`The last results of ${path} cannot be read: ${String(error)}`);
    });
  };
  const counts = countCases(workspace, () => {
    view.refresh();
  });
  const view = openRowView<PromptRow>(views.prompts, {
    looking: 'Looking for prompts…',
    ready: workspace.ready,
    async children(row) {
      const rows = await childrenOf(row, workspace, results, counts);
      for (const one of rows) if (one.kind === 'prompt') load(one.prompt);
      return rows;
    },
  });
  return vscode.Disposable.from(
    view,
    counts,
    workspace.onDidChange(({ prompts }) => {
      counts.forget(prompts);
      view.refresh();
    }),
    results.onDidChange(() => {
      view.refresh();
    }),
  );
};

async function childrenOf(
  row: PromptRow | undefined,
  workspace: AssayWorkspace,
  results: ResultBoard,
  counts: CaseCounts,
): Promise<readonly PromptRow[]> {
  const { belowPrompt, caseRows, projectRows, promptRows } = await import('./promptRows.ts');
  const { projects } = workspace;
  const withPrompts = projects.filter(({ prompts }) => prompts.length > 0);
  if (row === undefined && withPrompts.length > 1) {
    return projectRows(
      withPrompts.map((project) => ({
        root: project.root,
        name: nameOf(project),
        prompts: project.prompts.length,
      })),
    );
  }
  if (row === undefined || row.kind === 'project') {
    const prompts = withPrompts
      .filter(({ root }) => row === undefined || root === row.root)
      .flatMap((project) => project.prompts);
    return promptRows(prompts.map((prompt) => factsOf(prompt, results, counts)));
  }
  const prompt = workspace.project(row.root)?.prompts.find(({ path }) => path === row.prompt);
  if (prompt === undefined) return [];
  const facts = factsOf(prompt, results, counts);
  if (row.kind === 'prompt') {
    const cases = facts.variants.length > 1 ? undefined : await casesOf(prompt, workspace);
    return belowPrompt(facts, cases);
  }
  const cases = await casesOf(prompt, workspace);
  if (row.kind === 'more') return caseRows(facts, row.variant, cases, row.from);
  const [variant] = row.variants ?? [];
  return variant === undefined ? [] : caseRows(facts, variant, cases);
}

function factsOf(file: PromptFile, results: ResultBoard, counts: CaseCounts): PromptFacts {
  const { root, path, prompt, problems } = file;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return {
    root,
    path,
    file: file.file,
    name: prompt?.name,
    variants: (prompt?.variants ?? []).map(({ name, range }) => ({ name, line: range.start.line })),
    cases: counts.of(file),
    results: results.ofPrompt(path),
    errors,
    warnings: problems.length - errors,
  };
}

async function casesOf(
  prompt: PromptFile,
  workspace: AssayWorkspace,
): Promise<readonly CaseFacts[]> {
  const { cases } = await workspace.casesOf(prompt);
  return cases.map(({ testCase, firstLine }) => ({
    id: testCase.id,
    file: testCase.source.file,
    line: firstLine,
  }));
}

interface CaseCounts extends vscode.Disposable {
  /** `undefined`: not known yet; `tell` is called when it is. */
  of(prompt: PromptFile): number | undefined;
  forget(prompts: readonly string[]): void;
}

/** Numbers of cases; datasets are read one after another, and no row waits for them. */
function countCases(workspace: AssayWorkspace, tell: () => void): CaseCounts {
  const known = new Map<string, number>();
  const wanted = new Map<string, PromptFile>();
  let isCounting = false;
  let isOver = false;
  const countWanted = async (): Promise<void> => {
    if (isCounting) return;
    isCounting = true;
    try {
      for (let next = first(wanted); next !== undefined; next = first(wanted)) {
        const [path, prompt] = next;
        const { cases } = await workspace.casesOf(prompt);
        // Whoever forgot it meanwhile wants it counted anew.
        if (isOver || wanted.get(path) !== prompt) continue;
        wanted.delete(path);
        known.set(path, cases.length);
        tell();
      }
    } finally {
      isCounting = false;
    }
  };
  return {
    of(prompt) {
      const { path, prompt: read } = prompt;
      if (read === undefined) return undefined;
      if (read.datasets.length === 0) return read.cases.length;
      if (!known.has(path) && wanted.get(path) !== prompt) {
        wanted.set(path, prompt);
        void countWanted();
      }
      return known.get(path);
    },
    forget(prompts) {
      for (const path of prompts) {
        known.delete(path);
        wanted.delete(path);
      }
    },
    dispose() {
      isOver = true;
      wanted.clear();
    },
  };
}

function first<K, V>(map: ReadonlyMap<K, V>): readonly [K, V] | undefined {
  for (const entry of map) return entry;
  return undefined;
}
