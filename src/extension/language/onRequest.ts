import * as vscode from 'vscode';
import { onFirstUse } from '../lazy.ts';
import type { Feature } from '../services.ts';
import {
  catalogueFiles,
  foreignFiles,
  promptFiles,
  sidecarFiles,
  suiteFiles,
} from './selectors.ts';

/** What VS Code asks for at a place of a file: completion, hovers, quick fixes, definitions, the outline. */
export const onRequest: Feature = (services) => {
  const load = onFirstUse(async () => {
    const { makeProviders } = await import('./providers.ts');
    return makeProviders(services);
  });
  const { languages } = vscode;
  const completion: vscode.CompletionItemProvider = {
    provideCompletionItems: async (...given) =>
      (await load()).completion.provideCompletionItems(...given),
  };
  const hover: vscode.HoverProvider = {
    provideHover: async (...given) => (await load()).hover.provideHover(...given),
  };
  const quickFixes: vscode.CodeActionProvider = {
    provideCodeActions: async (...given) => (await load()).quickFixes.provideCodeActions(...given),
  };
  const definition: vscode.DefinitionProvider = {
    provideDefinition: async (...given) => (await load()).definition.provideDefinition(...given),
  };
  const symbols: vscode.DocumentSymbolProvider = {
    provideDocumentSymbols: async (...given) =>
      (await load()).symbols.provideDocumentSymbols(...given),
  };
  const kinds = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
  return vscode.Disposable.from(
    ...[promptFiles, foreignFiles, sidecarFiles, suiteFiles, catalogueFiles].flatMap((files) => [
      languages.registerCompletionItemProvider(files, completion, ...triggers),
      languages.registerHoverProvider(files, hover),
      ...(files === foreignFiles
        ? []
        : [languages.registerCodeActionsProvider(files, quickFixes, kinds)]),
    ]),
    languages.registerDefinitionProvider(promptFiles, definition),
    languages.registerDocumentSymbolProvider(promptFiles, symbols, { label: 'Assay' }),
  );
};

const triggers = ['{', ' ', ':', '"', "'", '/'];
