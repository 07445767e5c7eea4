import * as vscode from 'vscode';
import type { Position, TextRange } from '#protocol/problem.ts';

/** Ours count from 1, those of VS Code from 0. */
export function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(toPosition(start), toPosition(end));
}

export function fromPosition({ line, character }: vscode.Position): Position {
  return { line: line + 1, column: character + 1 };
}

function toPosition({ line, column }: Position): vscode.Position {
  return new vscode.Position(Math.max(line - 1, 0), Math.max(column - 1, 0));
}
