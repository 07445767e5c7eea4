import * as vscode from 'vscode';
import type { Providers } from '../host/providers.ts';
import { commands } from '../ids.ts';
import type { Feature } from '../services.ts';
import { pickProvider } from './pickProvider.ts';

const forget = 'Forget Key';

/** "Forget API Key": takes it out of VS Code's key store, after a confirmation. */
export function forgetKey(providers: Providers): Feature {
  return ({ keys, log }) =>
    vscode.commands.registerCommand(commands.forgetKey, async (argument: unknown) => {
      const taker = await pickProvider(providers, keys, argument, {
        title: 'Forget API Key',
        suits: ({ kind }) => kind === 'stored' || kind === 'other-origin',
        none: 'VS Code’s key store holds no key of Assay’s.',
      });
      if (taker === undefined) return;
      const choice = await vscode.window.showWarningMessage(
        `Forget the key for ${taker.name}?`,
        { modal: true, detail: 'It stays valid at the provider; only this copy is deleted.' },
        forget,
      );
      if (choice !== forget) return;
      try {
        await keys.forget(taker.name);
        void vscode.window.showInformationMessage(`The key for ${taker.name} is forgotten.`);
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(
          `The key for ${taker.name} could not be deleted. The log says more.`,
        );
      }
    });
}
