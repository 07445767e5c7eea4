import * as vscode from 'vscode';
import type { EditorModels } from './vscodeModel.ts';

/** The real VS Code behind its models. */
export const editorModels: EditorModels = {
  lm: vscode.lm,
  makeMessage: ({ role, text }) =>
    role === 'user'
      ? vscode.LanguageModelChatMessage.User(text)
      : vscode.LanguageModelChatMessage.Assistant(text),
  textOf: (part) => (part instanceof vscode.LanguageModelTextPart ? part.value : undefined),
  makeTokenSource: () => new vscode.CancellationTokenSource(),
  isTrusted: () => vscode.workspace.isTrusted,
};
