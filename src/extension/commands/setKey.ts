import * as vscode from 'vscode';
import type { Providers } from '../host/providers.ts';
import { commands } from '../ids.ts';
import type { Feature, Services } from '../services.ts';
import { pickProvider, takerOf, type KeyTaker } from './pickProvider.ts';

const test = 'Test';

/** "Set API Key": the person learns where the key will go before typing it. */
export function setKey(providers: Providers): Feature {
  return (services) =>
    vscode.commands.registerCommand(commands.setKey, async (argument: unknown) => {
      const taker = await pickProvider(providers, services.keys, argument, {
        title: 'Set API Key',
        none: 'No provider takes a key.',
      });
      if (taker === undefined) return;
      const key = await askForKey(taker);
      if (key === undefined) return;
      if (!(await store(services, providers, taker, key))) return;
      const message = `The key for ${taker.name} is set.`;
      const choice = await vscode.window.showInformationMessage(message, test);
      if (choice === test) await vscode.commands.executeCommand(commands.testKey, taker.name);
    });
}

async function askForKey({ name, origin }: KeyTaker): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: `Set API Key: ${name}`,
    prompt: `The key is kept in VS Code’s key store. It is sent to ${origin} and to no other address.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]*$/u.test(text.trim())
        ? undefined
        : 'A key has no blanks, line breaks or letters beyond ASCII. Copy it again.',
  });
}

async function store(
  { keys, log }: Services,
  providers: Providers,
  taker: KeyTaker,
  key: string,
): Promise<boolean> {
  if (key.trim() === '') return false;
  if (takerOf(providers, taker.name)?.origin !== taker.origin) {
    const message = `The provider ${taker.name} is no longer at ${taker.origin}, so the key was not kept. Set it again.`;
    void vscode.window.showWarningMessage(message);
    return false;
  }
  try {
    await keys.set(taker.name, key);
    return true;
  } catch (error) {
    log.error(error instanceof Error ? error : String(error));
    const message = `The key for ${taker.name} could not be kept: VS Code’s key store refused it. The log says more.`;
    void vscode.window.showErrorMessage(message);
    return false;
  }
}
