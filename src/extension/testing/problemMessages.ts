import { join } from 'node:path';
import * as vscode from 'vscode';
import { plainField } from '#base/plainText.ts';
import type { Problem } from '#protocol/problem.ts';

const most = 5;

/** Why nothing was run: the sentence, and the first errors at their places. */
export function problemMessages(
  root: string,
  sentence: string,
  problems: readonly Problem[],
): readonly vscode.TestMessage[] {
  const errors = problems.filter(({ severity }) => severity === 'error').slice(0, most);
  const messages = errors.map(({ code, file, message, next, range: { start } }) => {
    const text = `${plainField(file)}:${start.line}: ${plainField(message, 500)} ${plainField(next, 300)} (${code})`;
    const told = new vscode.TestMessage(text);
    const place = new vscode.Position(start.line - 1, start.column - 1);
    told.location = new vscode.Location(vscode.Uri.file(join(root, file)), place);
    return told;
  });
  return sentence === '' && messages.length > 0
    ? messages
    : [new vscode.TestMessage(plainField(sentence, 1000)), ...messages];
}
