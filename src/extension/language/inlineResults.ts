import * as vscode from 'vscode';
import type { CaseBooks } from '../files/caseBooks.ts';
import { settings } from '../ids.ts';
import { coalesce } from '../running/coalesce.ts';
import { outcomeColor } from '../running/outcomeText.ts';
import type { Outcome } from '../running/resultBoard.ts';
import type { Feature, Services } from '../services.ts';
import { inlineText } from './inlineText.ts';

const outcomes: readonly Outcome[] = ['passed', 'failed', 'error', 'not-scored', 'running'];
/** Decorations cross to the window with every change, so only what can be seen soon has any. */
const linesAround = 100;

/** The last result at the end of each case's line. */
export function inlineResults(books: CaseBooks): Feature {
  return (services) => {
    const types = new Map(outcomes.map((outcome) => [outcome, typeOf(outcome)]));
    const decorated = new WeakSet<vscode.TextEditor>();
    const told = coalesce<void>(60, () => {
      for (const editor of vscode.window.visibleTextEditors) {
        void decorate(services, books, { types, decorated }, editor);
      }
    });
    const tell = (): void => {
      told.add();
    };
    tell();
    return vscode.Disposable.from(
      told,
      ...types.values(),
      services.workspace.onDidChange(tell),
      services.results.onDidChange(tell),
      vscode.window.onDidChangeVisibleTextEditors(tell),
      vscode.window.onDidChangeTextEditorVisibleRanges(tell),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`assay.${settings.inlineResults}`)) tell();
      }),
    );
  };
}

function typeOf(outcome: Outcome): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: {
      color: new vscode.ThemeColor(outcomeColor(outcome)),
      margin: '0 0 0 2em',
      fontStyle: 'normal',
    },
  });
}

interface Drawing {
  readonly types: ReadonlyMap<Outcome, vscode.TextEditorDecorationType>;
  /** Editors that anything was drawn in. */
  readonly decorated: WeakSet<vscode.TextEditor>;
}

async function decorate(
  { workspace, results }: Services,
  books: CaseBooks,
  { types, decorated }: Drawing,
  editor: vscode.TextEditor,
): Promise<void> {
  const { document } = editor;
  const concerns =
    workspace.promptOf(document.uri) !== undefined || workspace.usesOf(document.uri).length > 0;
  // A file that holds no cases any more shows none of their results.
  if (!concerns && !decorated.has(editor)) return;
  const isOn = vscode.workspace
    .getConfiguration('assay', document.uri)
    .get(settings.inlineResults, true);
  const { version } = document;
  const read = isOn && concerns ? await books.read(document) : [];
  if (read === undefined || document.version !== version) return;
  const near = linesNear(editor);
  const options = new Map<Outcome, vscode.DecorationOptions[]>(
    outcomes.map((outcome) => [outcome, []]),
  );
  for (const { prompt, marks } of read) {
    void results.load(prompt.path);
    for (const { caseId, line } of marks) {
      if (line - 1 < near.from || line - 1 > near.to || line > document.lineCount) continue;
      const text = inlineText(results.ofCase(prompt.path, caseId));
      if (text === undefined) continue;
      const { end } = document.lineAt(line - 1).range;
      options.get(text.outcome)?.push({
        range: new vscode.Range(end, end),
        renderOptions: { after: { contentText: text.text } },
      });
    }
  }
  decorated.add(editor);
  for (const [outcome, type] of types) editor.setDecorations(type, options.get(outcome) ?? []);
}

function linesNear({ visibleRanges, document }: vscode.TextEditor): { from: number; to: number } {
  const first = visibleRanges[0]?.start.line ?? 0;
  const last = visibleRanges.at(-1)?.end.line ?? document.lineCount;
  return { from: first - linesAround, to: last + linesAround };
}
