import * as vscode from 'vscode';
import { builtinModelKinds } from '#core/models/builtin.ts';
import { ModelError } from '#core/models/modelError.ts';
import { testKey as tryKey, type KeyVerdict } from '#core/models/probe.ts';
import type { Ports } from '#core/ports.ts';
import { signalOf } from '../host/abortSignal.ts';
import { noticeText } from '../host/noticeText.ts';
import type { Providers } from '../host/providers.ts';
import { requireTrust } from '../host/trust.ts';
import { commands } from '../ids.ts';
import type { Feature, Services } from '../services.ts';
import { pickProvider, type KeyTaker } from './pickProvider.ts';

const set = 'Set Key';

/** "Test API Key": asks the provider for its list of models, which costs nothing. */
export function testKey(providers: Providers, ports: Pick<Ports, 'clock' | 'fetch'>): Feature {
  return (services) =>
    vscode.commands.registerCommand(commands.testKey, async (argument: unknown) => {
      if (!requireTrust('Testing a key')) return;
      const taker = await pickProvider(providers, services.keys, argument, {
        title: 'Test API Key',
        suits: ({ kind }) => kind === 'stored' || kind === 'environment',
        none: 'No key is set. Run "Assay: Set API Key" first.',
      });
      if (taker === undefined) return;
      const verdict = await tryWithProgress(services, ports, taker);
      if (verdict !== undefined) await tell(taker, verdict);
    });
}

/** `undefined`: the person cancelled. */
async function tryWithProgress(
  services: Services,
  ports: Pick<Ports, 'clock' | 'fetch'>,
  taker: KeyTaker,
): Promise<KeyVerdict | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Assay: trying the key at ${taker.origin}`,
      cancellable: true,
    },
    async (_progress, token) => {
      const link = signalOf(token);
      try {
        return await judge(services, ports, taker, link.signal);
      } catch (error) {
        if (error instanceof ModelError && error.code === 'cancelled') return undefined;
        throw error;
      } finally {
        link.dispose();
      }
    },
  );
}

async function judge(
  { keys }: Services,
  ports: Pick<Ports, 'clock' | 'fetch'>,
  { name, provider: { settings } }: KeyTaker,
  signal: AbortSignal,
): Promise<KeyVerdict> {
  const kind = builtinModelKinds.find((one) => one.kind === settings.kind);
  const secret = await keys.get(name);
  if (kind === undefined || secret === undefined) {
    return { kind: 'refused', why: 'No key is set for where the provider is now.' };
  }
  return tryKey({ kind, settings, secret, ports }, signal);
}

async function tell({ name, origin }: KeyTaker, verdict: KeyVerdict): Promise<void> {
  switch (verdict.kind) {
    case 'ok':
      void vscode.window.showInformationMessage(`${origin} accepts the key for ${name}.`);
      return;
    case 'refused': {
      const message = `The key for ${name} was refused. ${noticeText(verdict.why)}`;
      const choice = await vscode.window.showWarningMessage(message, set);
      if (choice === set) await vscode.commands.executeCommand(commands.setKey, name);
      return;
    }
    case 'unreachable':
      void vscode.window.showWarningMessage(
        `The key for ${name} was not tried. ${noticeText(verdict.why)}`,
      );
      return;
    case 'unknown':
    default:
      void vscode.window.showWarningMessage(
        `Whether the key for ${name} is right could not be found out. ${noticeText(verdict.why)}`,
      );
  }
}
