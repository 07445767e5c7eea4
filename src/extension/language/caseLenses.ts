import * as vscode from 'vscode';
import { doubtOf } from '#core/authoring/promptCases.ts';
import type { CaseBooks, DocumentCases } from '../files/caseBooks.ts';
import type { PromptFile } from '../files/workspace.ts';
import { settings } from '../ids.ts';
import { coalesce } from '../running/coalesce.ts';
import type { RunOnSave } from '../running/runOnSave.ts';
import type { Feature, Services } from '../services.ts';
import { caseLenses, promptLenses, type LensRow } from './lensRows.ts';

/** Files that may hold prompts or cases; most of them do not, and then cost a look into a map. */
const selector: vscode.DocumentSelector = {
  scheme: 'file',
  pattern: '**/*.{yml,yaml,jsonl,json,csv,tsv}',
};

/** `Run` over prompts and over their cases, wherever those stand. */
export function codeLenses(books: CaseBooks, onSave: RunOnSave): Feature {
  return (services) => {
    const changed = new vscode.EventEmitter<void>();
    const told = coalesce<void>(50, () => {
      changed.fire();
    });
    const tell = (): void => {
      told.add();
    };
    const { workspace, results, sessions } = services;
    return vscode.Disposable.from(
      changed,
      told,
      workspace.onDidChange(tell),
      results.onDidChange(tell),
      sessions.onDidChange(tell),
      onSave.onDidChange(tell),
      vscode.workspace.onDidGrantWorkspaceTrust(tell),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`assay.${settings.codeLens}`)) tell();
      }),
      vscode.languages.registerCodeLensProvider(selector, {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: (document) => provide(services, books, onSave, document),
      }),
    );
  };
}

async function provide(
  services: Services,
  books: CaseBooks,
  onSave: RunOnSave,
  document: vscode.TextDocument,
): Promise<vscode.CodeLens[]> {
  const { workspace } = services;
  if (!vscode.workspace.getConfiguration('assay', document.uri).get(settings.codeLens, true)) {
    return [];
  }
  const own = workspace.promptOf(document.uri);
  if (own === undefined && workspace.usesOf(document.uri).length === 0) return [];
  const read = await books.read(document);
  if (read === undefined) return [];
  for (const { prompt } of read) void services.results.load(prompt.path);
  const rows = own === undefined ? [] : promptRows(services, onSave, own);
  const isShared = read.length > 1;
  for (const cases of read) rows.push(...caseRows(services, document, cases, isShared));
  return rows.map(lensOf);
}

function promptRows(services: Services, onSave: RunOnSave, prompt: PromptFile): LensRow[] {
  const { workspace, sessions } = services;
  const known = workspace.knownCases(prompt);
  // Counting the rows of its datasets takes a moment; the lens says the number when it is known.
  if (known === undefined) void workspace.casesOf(prompt).then(() => onSave.touch());
  const session = sessions.active.find(
    ({ target }) =>
      target.root === prompt.root &&
      target.cases === undefined &&
      (target.prompts.length === 0 || target.prompts.includes(prompt.path)),
  );
  const { progress, manifest } = session ?? {};
  return [
    ...promptLenses({
      root: prompt.root,
      path: prompt.path,
      prompt: prompt.prompt,
      cases: known?.cases.length,
      doubt: doubtOf(prompt.problems),
      running:
        session === undefined
          ? undefined
          : {
              finished: progress?.finished ?? 0,
              planned: progress?.planned ?? manifest?.trials,
            },
      runsOnSave: onSave.isOn(prompt.path),
      isTrusted: vscode.workspace.isTrusted,
    }),
  ];
}

function caseRows(
  { results }: Services,
  document: vscode.TextDocument,
  { prompt, marks, cases }: DocumentCases,
  isShared: boolean,
): LensRow[] {
  const byCase = Map.groupBy(results.ofPrompt(prompt.path), ({ caseId }) => caseId);
  const expected = new Set(
    cases
      .filter(({ testCase }) => testCase.expected !== undefined)
      .map(({ testCase }) => testCase.id),
  );
  return marks.flatMap((mark) =>
    caseLenses({
      root: prompt.root,
      path: prompt.path,
      uri: document.uri.toString(),
      promptName: isShared ? (prompt.prompt?.name ?? prompt.file) : undefined,
      mark,
      results: byCase.get(mark.caseId) ?? [],
      isTrusted: vscode.workspace.isTrusted,
      hasExpected: expected.has(mark.caseId),
    }),
  );
}

function lensOf({ line, title, tooltip, command, argument }: LensRow): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line - 1, 0, line - 1, 0), {
    title,
    // A lens without a command cannot be clicked.
    command: command ?? '',
    ...(tooltip === undefined ? {} : { tooltip }),
    ...(argument === undefined ? {} : { arguments: [argument] }),
  });
}
