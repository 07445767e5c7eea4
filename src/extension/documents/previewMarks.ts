import * as vscode from 'vscode';
import type { TextSpan } from '#core/authoring/filledMessages.ts';
import { documentScheme } from '../ids.ts';
import { today } from '../language/today.ts';
import { coalesce } from '../running/coalesce.ts';
import type { Feature, Services } from '../services.ts';
import { requestOf } from './address.ts';
import { renderPreview } from './renderDocument.ts';

/** In a preview, what was filled in is framed, and what has no value has a waved line: shapes, not colours alone. */
export const previewMarks: Feature = (services) => {
  const filled = vscode.window.createTextEditorDecorationType({
    border: '1px dotted',
    borderColor: new vscode.ThemeColor('editorBracketMatch.border'),
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const missing = vscode.window.createTextEditorDecorationType({
    textDecoration: 'underline wavy',
    fontWeight: 'bold',
    color: new vscode.ThemeColor('editorError.foreground'),
    after: { contentText: ' ← no value', fontStyle: 'italic' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const told = coalesce<void>(30, () => {
    for (const editor of vscode.window.visibleTextEditors) void draw(editor);
  });
  const draw = async (editor: vscode.TextEditor): Promise<void> => {
    const { document } = editor;
    if (document.uri.scheme !== documentScheme) return;
    const { version } = document;
    const found = await marksOf(services, document);
    if (document.version !== version || document.isClosed) return;
    const rangeOf = ({ start, end }: TextSpan): vscode.Range =>
      new vscode.Range(document.positionAt(start), document.positionAt(end));
    editor.setDecorations(filled, found.filled.map(rangeOf));
    editor.setDecorations(missing, found.missing.map(rangeOf));
  };
  told.add();
  return vscode.Disposable.from(
    filled,
    missing,
    told,
    vscode.window.onDidChangeVisibleTextEditors(() => {
      told.add();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === documentScheme) told.add();
    }),
  );
};

const none = { filled: [], missing: [] };

/** Only of the text that is shown: one that is behind is told again. */
async function marksOf(
  { workspace }: Services,
  document: vscode.TextDocument,
): Promise<{ readonly filled: readonly TextSpan[]; readonly missing: readonly TextSpan[] }> {
  const request = requestOf(document.uri.query);
  if (request?.kind !== 'preview') return none;
  const project = workspace.project(request.root);
  if (project === undefined) return none;
  const found = await renderPreview(workspace, project, request, today());
  return 'value' in found && found.value.text === document.getText() ? found.value : none;
}
