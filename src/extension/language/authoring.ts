import * as vscode from 'vscode';
import { previewMarks } from '../documents/previewMarks.ts';
import { settings } from '../ids.ts';
import { onFirstUse } from '../lazy.ts';
import type { Feature, Services } from '../services.ts';
import type { AuthoringProviders } from './authoringProviders.ts';
import { bodyFiles, catalogueFiles, promptFiles, suiteFiles, variableFiles } from './selectors.ts';
import { tokenLegend } from './tokenLegend.ts';

/** What helps while prompts are written, beside completion and problems. What does it is loaded with the first request. */
export const authoring: Feature = (services) => {
  const load = onFirstUse(async () => {
    const { makeAuthoringProviders } = await import('./authoringProviders.ts');
    return makeAuthoringProviders(services);
  });
  const { languages } = vscode;
  const everyPrompt = [promptFiles, bodyFiles];
  return vscode.Disposable.from(
    previewMarks(services),
    languages.registerRenameProvider(variableFiles, {
      prepareRename: async (...given) => (await load()).rename.prepareRename?.(...given),
      provideRenameEdits: async (...given) => (await load()).rename.provideRenameEdits(...given),
    }),
    languages.registerReferenceProvider(variableFiles, {
      provideReferences: async (...given) => (await load()).references.provideReferences(...given),
    }),
    ...everyPrompt.flatMap((files) => [
      hints(services, files, load),
      tokens(services, files, load),
      refactorings(files, load),
      languages.registerDocumentLinkProvider(files, {
        provideDocumentLinks: async (...given) =>
          (await load()).links.provideDocumentLinks(...given),
      }),
    ]),
    languages.registerFoldingRangeProvider(bodyFiles, {
      provideFoldingRanges: async (...given) =>
        (await load()).folding.provideFoldingRanges(...given),
    }),
    ...[promptFiles, suiteFiles, catalogueFiles].map((files) =>
      languages.registerCompletionItemProvider(files, {
        provideCompletionItems: async (...given) =>
          (await load()).snippets.provideCompletionItems(...given),
      }),
    ),
    formatting(load),
  );
};

function refactorings(files: vscode.DocumentSelector, load: Load): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: async (...given) =>
      (await load()).refactorings.provideCodeActions(...given),
    resolveCodeAction: async (...given) =>
      (await load()).refactorings.resolveCodeAction?.(...given),
  };
  const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.Refactor] };
  return vscode.languages.registerCodeActionsProvider(files, provider, kinds);
}

type Load = () => Promise<AuthoringProviders>;

/** Counts change with the model and the cases, too. */
function hints(
  { workspace }: Services,
  files: vscode.DocumentSelector,
  load: Load,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    workspace.onDidChange(() => {
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`assay.${settings.inlayHints}`)) changed.fire();
    }),
    vscode.languages.registerInlayHintsProvider(files, {
      onDidChangeInlayHints: changed.event,
      provideInlayHints: async (...given) => (await load()).hints.provideInlayHints(...given),
    }),
  );
}

function tokens(
  { workspace }: Services,
  files: vscode.DocumentSelector,
  load: Load,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.DocumentSemanticTokensProvider = {
    onDidChangeSemanticTokens: changed.event,
    provideDocumentSemanticTokens: async (...given) =>
      (await load()).tokens.provideDocumentSemanticTokens(...given),
  };
  return vscode.Disposable.from(
    changed,
    workspace.onDidChange(() => {
      changed.fire();
    }),
    vscode.languages.registerDocumentSemanticTokensProvider(files, provider, tokenLegend),
  );
}

/** Only while somebody wants it: VS Code asks which of several formatters is meant, and many have one for YAML. */
function formatting(load: Load): vscode.Disposable {
  let registered: vscode.Disposable | undefined;
  const look = (): void => {
    registered?.dispose();
    registered = undefined;
    if (!vscode.workspace.getConfiguration('assay').get(settings.format, false)) return;
    const provider: vscode.DocumentFormattingEditProvider = {
      provideDocumentFormattingEdits: async (...given) =>
        (await load()).formatting.provideDocumentFormattingEdits(...given),
    };
    registered = vscode.Disposable.from(
      ...[promptFiles, suiteFiles, catalogueFiles].map((files) =>
        vscode.languages.registerDocumentFormattingEditProvider(files, provider),
      ),
    );
  };
  look();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`assay.${settings.format}`)) look();
    }),
    { dispose: () => registered?.dispose() },
  );
}
