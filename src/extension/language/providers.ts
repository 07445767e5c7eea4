import type * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { completionProvider } from './completion.ts';
import { definitionProvider } from './definition.ts';
import { hoverProvider } from './hover.ts';
import { quickFixProvider } from './quickFixes.ts';
import { symbolProvider } from './symbols.ts';

export interface LanguageProviders {
  readonly completion: vscode.CompletionItemProvider;
  readonly hover: vscode.HoverProvider;
  readonly quickFixes: vscode.CodeActionProvider;
  readonly definition: vscode.DefinitionProvider;
  readonly symbols: vscode.DocumentSymbolProvider;
}

/** Loaded with the first request. */
export function makeProviders(services: Services): LanguageProviders {
  return {
    completion: completionProvider(services),
    hover: hoverProvider(services),
    quickFixes: quickFixProvider(services),
    definition: definitionProvider(services),
    symbols: symbolProvider,
  };
}
