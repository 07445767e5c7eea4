import * as vscode from 'vscode';
import { heldTextScheme } from '../ids.ts';
import { noticeText } from '../host/noticeText.ts';
import type { NamedText } from './panelAnswers.ts';

/** Texts that diff editors show: held as long as one shows them. */
export interface DiffTexts extends vscode.Disposable {
  show(title: string, left: NamedText, right: NamedText): Promise<void>;
}

export function openDiffTexts(): DiffTexts {
  const texts = new Map<string, string>();
  let last = 0;
  const hold = ({ name, text }: NamedText): vscode.Uri => {
    last += 1;
    // Only the tab is called so: no part of a path may come from a text.
    const label = name.replace(/[^\p{L}\p{N} ._-]+/gu, '-').slice(0, 60);
    const uri = vscode.Uri.from({ scheme: heldTextScheme, path: `/${last}/${label}` });
    texts.set(uri.toString(), text);
    return uri;
  };
  const owned = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(heldTextScheme, {
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? lost,
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString())),
  );
  return {
    async show(title, left, right) {
      const [one, other] = [hold(left), hold(right)];
      await vscode.commands.executeCommand('vscode.diff', one, other, noticeText(title, 200));
    },
    dispose() {
      owned.dispose();
      texts.clear();
    },
  };
}

const lost = 'This text is not kept any more. Open it again from the panel.\n';
