import * as vscode from 'vscode';
import { eventually } from '../../test/extension/eventually.ts';
import { openApi, openWorkspaceFile } from '../../test/extension/window.ts';
import { percentile } from '../median.ts';
import { promptText, writeWorkspace, writings } from './files.ts';
import { measured } from './tell.ts';

/** A prompt of 5,000 lines, most of them cases of three. */
const cases = 1660;
const edits = 60;

/** From an edit of a message to the answer that shows it, one surface after another. */
export async function authoring(): Promise<void> {
  const rows = Array.from({ length: cases }, (_, at) => writings.yaml.row(`case-${at}`));
  const text = rows.join('').replaceAll(/^(?=.)/gm, '  ');
  await writeWorkspace({ 'large.prompt.yml': promptText('large', `testData:\n${text}`) });
  const { workspace } = await openApi();
  const document = await openWorkspaceFile('large.prompt.yml');
  const { uri } = document;
  const all = new vscode.Range(0, 0, 20, 0);
  const run = <T>(command: string, ...rest: readonly unknown[]): Thenable<T> =>
    vscode.commands.executeCommand<T>(command, uri, ...rest);

  const isHinted = async (): Promise<boolean> =>
    (await run<vscode.InlayHint[]>('vscode.executeInlayHintProvider', all)).length === 1;
  const hasTokens = async (): Promise<boolean> =>
    (await run<vscode.SemanticTokens | undefined>('vscode.provideDocumentSemanticTokens'))?.data
      .length === 5;
  const hasLinks = async (): Promise<boolean> =>
    Array.isArray(await run<unknown>('vscode.executeLinkProvider'));
  const hasActions = async (): Promise<boolean> =>
    Array.isArray(await run<unknown>('vscode.executeCodeActionProvider', all, 'refactor'));
  await eventually('hints', isHinted, 30_000);
  await measureProblems(document);
  await measure('hints', document, isHinted);
  await measure('tokens', document, hasTokens);
  await measure('links', document, hasLinks);
  await measure('actions', document, hasActions);

  const file = workspace.promptOf(uri);
  if (file === undefined) throw new Error('The prompt is not known.');
  const query = JSON.stringify({
    kind: 'preview',
    root: file.root,
    prompt: file.file,
    variant: 'base',
    index: 0,
    caseId: 'case-0',
  });
  const preview = await vscode.workspace.openTextDocument(
    vscode.Uri.from({ scheme: 'assay', path: '/preview/large.md', query }),
  );
  await vscode.window.showTextDocument(preview, vscode.ViewColumn.Beside);
  await measure('preview', document, () =>
    preview.getText().includes(`again${'!'.repeat(marks)}:`),
  );
}

/** From a key that is made wrong, or right again, to the Problems view that says so. */
async function measureProblems(document: vscode.TextDocument): Promise<void> {
  const [right, wrong] = ['\nmessages:', '\nmesages:'];
  const taken: number[] = [];
  for (let round = 0; round < edits; round += 1) {
    const [from, to] = round % 2 === 0 ? [right, wrong] : [wrong, right];
    const at = document.getText().indexOf(from);
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + from.length));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, to);
    const isSaid = (): boolean =>
      vscode.languages
        .getDiagnostics(document.uri)
        .some(({ message }) => message.includes('mesages')) ===
      (to === wrong);
    const start = performance.now();
    await vscode.workspace.applyEdit(edit);
    await eventually('problems', isSaid, 10_000);
    taken.push(performance.now() - start);
  }
  tellPercentiles('problems', taken);
}

let marks = 0;

/** Each edit makes the message one sign longer. */
async function measure(
  name: string,
  document: vscode.TextDocument,
  isThere: () => boolean | Promise<boolean>,
): Promise<void> {
  const taken: number[] = [];
  for (let round = 0; round < edits; round += 1) {
    const at = document.getText().indexOf(': {{words}}');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(at), '!');
    marks += 1;
    const start = performance.now();
    await vscode.workspace.applyEdit(edit);
    await eventually(name, isThere, 10_000);
    taken.push(performance.now() - start);
  }
  tellPercentiles(name, taken);
}

function tellPercentiles(name: string, taken: readonly number[]): void {
  measured(`${name} p95`, percentile(taken, 0.95));
  measured(`${name} p50`, percentile(taken, 0.5));
}
