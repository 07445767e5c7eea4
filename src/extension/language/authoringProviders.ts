import type * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { foldingProvider } from './folding.ts';
import { formattingProvider } from './formatting.ts';
import { inlayHintsProvider } from './inlayHints.ts';
import { linkProvider } from './links.ts';
import { refactoringProvider } from './refactorings.ts';
import { referenceProvider } from './references.ts';
import { renameProvider } from './rename.ts';
import { snippetProvider } from './snippetItems.ts';
import { semanticTokensProvider } from './semanticTokens.ts';

export interface AuthoringProviders {
  readonly rename: vscode.RenameProvider;
  readonly references: vscode.ReferenceProvider;
  readonly refactorings: vscode.CodeActionProvider;
  readonly hints: vscode.InlayHintsProvider;
  readonly tokens: vscode.DocumentSemanticTokensProvider;
  readonly links: vscode.DocumentLinkProvider;
  readonly folding: vscode.FoldingRangeProvider;
  readonly formatting: vscode.DocumentFormattingEditProvider;
  readonly snippets: vscode.CompletionItemProvider;
}

/** Loaded with the first request. */
export function makeAuthoringProviders(services: Services): AuthoringProviders {
  return {
    rename: renameProvider(services),
    references: referenceProvider(services),
    refactorings: refactoringProvider(services),
    hints: inlayHintsProvider(services),
    tokens: semanticTokensProvider(services),
    links: linkProvider(services),
    folding: foldingProvider,
    formatting: formattingProvider,
    snippets: snippetProvider,
  };
}
