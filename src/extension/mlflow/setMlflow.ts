import * as vscode from 'vscode';
import { MlflowError } from '#core/mlflow/mlflowError.ts';
import { openMlflowApi } from '#core/mlflow/api.ts';
import { isSafeUrl } from '#core/project/userConfig.ts';
import { guarded } from '../commands/guarded.ts';
import type { FeatureNeeds } from '../features.ts';
import { noticeText } from '../host/noticeText.ts';
import { requireTrust } from '../host/trust.ts';
import { userSetting } from '../host/userProviders.ts';
import { commands, settings } from '../ids.ts';
import type { Feature, Services } from '../services.ts';
import type { MlflowKey } from './mlflowKey.ts';
import { keyOf, termsOf } from './openServer.ts';

/** "Set MLflow Server and Token…": the address into the person's settings, the token into VS Code's key store. */
export function setMlflow(needs: FeatureNeeds): Feature {
  return (services) =>
    guarded(services, commands.setMlflow, async () => {
      if (!requireTrust('Setting an MLflow server')) return;
      const address = await askForAddress(needs);
      if (address === undefined) return;
      const key = keyOf(services, needs, address, () => vscode.workspace.isTrusted);
      const token = await askForToken(address);
      if (token === undefined) return;
      const push = await askWhen();
      if (push === undefined) return;
      await keepSetting({ trackingUri: address, push });
      if (token !== '') await key.set(token);
      await tryServer(services, needs, address, key);
    });
}

async function askForAddress(needs: FeatureNeeds): Promise<string | undefined> {
  const terms = termsOf(needs);
  const written = await vscode.window.showInputBox({
    title: 'MLflow server (1 of 3)',
    prompt: 'The address of the tracking server, as in MLFLOW_TRACKING_URI.',
    placeHolder: 'https://mlflow.example.com',
    value: 'value' in terms ? terms.value.trackingUri : '',
    ignoreFocusOut: true,
    validateInput: (text) =>
      isSafeUrl(text.trim())
        ? undefined
        : 'Allowed: https://…, or http:// on this machine; without user name, query and fragment.',
  });
  return written?.trim().replace(/\/+$/, '');
}

async function askForToken(address: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: 'MLflow token (2 of 3)',
    prompt: `Kept in VS Code’s key store, and sent to ${new URL(address).origin} alone. Leave it empty to keep the one that is there, or where the server wants none.`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[\x21-\x7e]*$/u.test(text.trim())
        ? undefined
        : 'A token has no blanks, line breaks or letters beyond ASCII. Copy it again.',
  });
}

async function askWhen(): Promise<'by-hand' | 'after-run' | undefined> {
  const choices = [
    { label: 'When I push it', push: 'by-hand' },
    { label: 'Each time a run has ended', push: 'after-run' },
  ] as const;
  const choice = await vscode.window.showQuickPick(choices, {
    title: 'When is a run sent? (3 of 3)',
    ignoreFocusOut: true,
  });
  return choice?.push;
}

/** Into the user's own settings; what else stands there stays. */
async function keepSetting(change: Readonly<Record<string, string>>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('assay');
  const before = userSetting(configuration.inspect(settings.mlflow));
  const kept = typeof before === 'object' && before !== null ? before : {};
  await configuration.update(
    settings.mlflow,
    { ...kept, ...change },
    vscode.ConfigurationTarget.Global,
  );
}

async function tryServer(
  { log }: Services,
  { ports }: FeatureNeeds,
  trackingUri: string,
  key: MlflowKey,
): Promise<void> {
  const { origin } = new URL(trackingUri);
  try {
    const opening = { trackingUri, credential: await key.credential(), ports };
    await openMlflowApi(opening, AbortSignal.timeout(20_000)).experimentNamed('assay');
    void vscode.window.showInformationMessage(`${origin} answers, and it is MLflow.`);
  } catch (error) {
    if (!(error instanceof MlflowError)) throw error;
    log.warn(error.message);
    const text = `The server is set, but ${noticeText(error.message, 300)} ${noticeText(error.next, 200)}`;
    void vscode.window.showWarningMessage(text);
  }
}
