import * as vscode from 'vscode';
import { promptPatterns } from '#core/formats/builtin.ts';
import { doubtOf } from '#core/authoring/promptCases.ts';
import type { CaseBooks, DocumentCases } from '../files/caseBooks.ts';
import type { PromptFile } from '../files/workspace.ts';
import { settings } from '../ids.ts';
import { coalesce } from '../running/coalesce.ts';
import type { RunOnSave } from '../running/runOnSave.ts';
import type { Feature, Services } from '../services.ts';
import { caseLenses, promptLenses, type LensRow } from './lensRows.ts';

const datasets = ['yml', 'yaml', 'jsonl', 'json', 'csv', 'tsv'].map((ending) => `*.${ending}`);

/** Files that may hold prompts or cases; most of them do not, and then cost a look into a map. VS Code reads no braces within braces. */
const selector: vscode.DocumentSelector = {
  scheme: 'file',
  pattern: `**/{${[...datasets, ...promptPatterns].join(',')}}`,
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
    // While a run goes on something has always changed; nobody reads faster.
    const toldResults = coalesce<void>(400, () => {
      changed.fire();
    });
    const tellResults = (): void => {
      toldResults.add();
    };
    const { workspace, results, sessions } = services;
    return vscode.Disposable.from(
      changed,
      told,
      toldResults,
      workspace.onDidChange(tell),
      results.onDidChange(tellResults),
      sessions.onDidChange(tellResults),
      onSave.onDidChange(tell),
      vscode.workspace.onDidGrantWorkspaceTrust(tell),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`assay.${settings.codeLens}`)) tell();
      }),
      vscode.languages.registerCodeLensProvider(selector, {
        onDidChangeCodeLenses: changed.event,
        provideCodeLenses: (document) => provide(services, books, onSave, document, tell),
        resolveCodeLens: (lens: RowLens) => lens.resolve(),
      }),
    );
  };
}

async function provide(
  services: Services,
  books: CaseBooks,
  onSave: RunOnSave,
  document: vscode.TextDocument,
  tell: () => void,
): Promise<RowLens[]> {
  const { workspace } = services;
  if (!vscode.workspace.getConfiguration('assay', document.uri).get(settings.codeLens, true)) {
    return [];
  }
  const own = workspace.promptOf(document.uri);
  if (own === undefined && workspace.usesOf(document.uri).length === 0) return [];
  const read = await books.read(document);
  if (read === undefined) return [];
  for (const { prompt } of read) void services.results.load(prompt.path);
  const rows = own === undefined ? [] : promptRows(services, onSave, own, tell);
  const isShared = read.length > 1;
  const lenses = rows.map((row) => new RowLens(row, 0));
  for (const cases of read) {
    for (const row of caseRows(services, document, cases, isShared)) {
      lenses.push(new RowLens(row, columnInCase(document, row.line)));
    }
  }
  if (lenses.length <= mostAtOnce) for (const lens of lenses) lens.resolve();
  return lenses;
}

/**
 * So many lenses are handed over whole. What VS Code asks for later it may lose when lenses are made anew meanwhile, and
 * then goes on showing what stood there before.
 */
const mostAtOnce = 1000;

function promptRows(
  services: Services,
  onSave: RunOnSave,
  prompt: PromptFile,
  tell: () => void,
): LensRow[] {
  const { workspace, sessions } = services;
  const known = workspace.knownCases(prompt);
  // Counting the rows of its datasets takes a moment; the lens says the number when it is known.
  if (known === undefined) void workspace.casesOf(prompt).then(tell);
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

/**
 * Behind the first character of the case: until the lenses are asked for again, VS Code moves a lens as it moves text
 * there. At the start of the line it would stay with a row that is pasted above, and still run the one below.
 */
function columnInCase(document: vscode.TextDocument, line: number): number {
  if (line > document.lineCount) return 0;
  const { text, firstNonWhitespaceCharacterIndex } = document.lineAt(line - 1);
  return Math.min(firstNonWhitespaceCharacterIndex + 1, text.length);
}

/** In a file with thousands VS Code is given the place of every lens, and the command only of those that can be seen. */
class RowLens extends vscode.CodeLens {
  private readonly row: LensRow;

  constructor(row: LensRow, column: number) {
    super(new vscode.Range(row.line - 1, column, row.line - 1, column));
    this.row = row;
  }

  resolve(): this {
    const { title, tooltip, command, argument } = this.row;
    this.command = {
      // VS Code drops a blank at the start of what follows an icon.
      title: title.replace(/^(\$\([^)]+\)) /, '$1\u{a0}'),
      // A lens without a command cannot be clicked.
      command: command ?? '',
      ...(tooltip === undefined ? {} : { tooltip }),
      ...(argument === undefined ? {} : { arguments: [argument] }),
    };
    return this;
  }
}
