import * as vscode from 'vscode';
import { variableTokens } from '#core/authoring/hints/variableTokens.ts';
import type { Services } from '../services.ts';
import { KnownColumns } from './knownColumns.ts';
import { tokenLegend } from './tokenLegend.ts';

/** Variables that a case fills, and those that none does: the second are marked as well by their problem. */
export function semanticTokensProvider({
  workspace,
}: Services): vscode.DocumentSemanticTokensProvider {
  const known = new KnownColumns(workspace);
  return {
    async provideDocumentSemanticTokens(document, token) {
      const file = workspace.promptOf(document.uri);
      if (file?.prompt === undefined || file.text !== document.getText()) return undefined;
      const { version } = document;
      const { columns } = await known.of(file);
      if (token.isCancellationRequested || document.version !== version) return undefined;
      const builder = new vscode.SemanticTokensBuilder(tokenLegend);
      const names = new Set(columns.map(({ name }) => name));
      for (const { range, isKnown } of variableTokens(file.prompt, names)) {
        const { start, end } = range;
        const length = end.column - start.column;
        const type = tokenLegend.tokenTypes.indexOf(isKnown ? 'variable' : 'unknownVariable');
        builder.push(start.line - 1, start.column - 1, length, type);
      }
      return builder.build();
    },
  };
}
