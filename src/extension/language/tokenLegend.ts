import * as vscode from 'vscode';

/** What the semantic tokens of a prompt can be; `package.json` says how the second looks. */
export const tokenLegend: vscode.SemanticTokensLegend = new vscode.SemanticTokensLegend([
  'variable',
  'unknownVariable',
]);
