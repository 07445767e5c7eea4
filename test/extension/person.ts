import * as vscode from 'vscode';

export interface Answers {
  /** Typed into every input box; of a list one after the other. */
  readonly input?: string | readonly string[];
  /** Chooses the first entry whose label has this. */
  readonly pick?: string | readonly string[];
  /** Presses this button, wherever there is one of that name. */
  readonly button?: string;
}

/** VS Code shows tests no notification and refuses them dialogs. This answers in a person's place, and notes what was said. */
export interface Person extends Disposable {
  readonly said: readonly string[];
}

export function personWho({ input, pick, button }: Answers = {}): Person {
  const said: string[] = [];
  const picks = typeof pick === 'string' ? [pick] : [...(pick ?? [])];
  const inputs = typeof input === 'object' ? [...input] : undefined;
  const message = (text: string, ...rest: readonly unknown[]): Promise<unknown> => {
    said.push(text);
    return Promise.resolve(rest.find((one) => one !== undefined && one === button));
  };
  const stand = {
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    showInputBox: ({ prompt = '' }: vscode.InputBoxOptions) => {
      said.push(prompt);
      return Promise.resolve(inputs === undefined ? input : inputs.shift());
    },
    showQuickPick: async (
      items: Thenable<readonly (string | vscode.QuickPickItem)[]>,
      options?: vscode.QuickPickOptions,
    ) => {
      said.push(options?.placeHolder ?? '');
      const all = await items;
      const wanted = picks.shift();
      return wanted === undefined
        ? undefined
        : all.find((item) => (typeof item === 'string' ? item : item.label).includes(wanted));
    },
    showWorkspaceFolderPick: () => Promise.resolve(undefined),
    showOpenDialog: () => Promise.resolve(undefined),
  };
  const keys = Object.keys(stand) as readonly (keyof typeof stand)[];
  const before = Object.fromEntries(keys.map((name) => [name, vscode.window[name]]));
  Object.assign(vscode.window, stand);
  return {
    said,
    [Symbol.dispose]() {
      Object.assign(vscode.window, before);
    },
  };
}
