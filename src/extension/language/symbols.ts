import * as vscode from 'vscode';
import { outlineOf, type OutlineItem } from '#core/authoring/outline.ts';
import { toRange } from './ranges.ts';

/** The outline of a prompt: its messages, variants, cases, datasets and evaluators. */
export const symbolProvider: vscode.DocumentSymbolProvider = {
  provideDocumentSymbols: (document) =>
    outlineOf(document.getText()).map((item) => symbolOf(item, document)),
};

const kinds: Readonly<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  messages: vscode.SymbolKind.Namespace,
  variants: vscode.SymbolKind.Namespace,
  testData: vscode.SymbolKind.Namespace,
  datasets: vscode.SymbolKind.Namespace,
  evaluators: vscode.SymbolKind.Namespace,
  key: vscode.SymbolKind.Property,
  item: vscode.SymbolKind.Object,
};

const itemKinds: Partial<Record<OutlineItem['kind'], vscode.SymbolKind>> = {
  messages: vscode.SymbolKind.String,
  variants: vscode.SymbolKind.Variable,
  testData: vscode.SymbolKind.EnumMember,
  datasets: vscode.SymbolKind.File,
  evaluators: vscode.SymbolKind.Function,
};

function symbolOf(
  { kind, name, detail, range, selection, children }: OutlineItem,
  document: vscode.TextDocument,
  parent?: OutlineItem['kind'],
): vscode.DocumentSymbol {
  const whole = document.validateRange(toRange(range));
  const chosen = document.validateRange(toRange(selection)).intersection(whole);
  const ownKind = (parent === undefined ? undefined : itemKinds[parent]) ?? kinds[kind];
  const symbol = new vscode.DocumentSymbol(name, detail, ownKind, whole, chosen ?? whole);
  symbol.children = children.map((child) => symbolOf(child, document, kind));
  return symbol;
}
