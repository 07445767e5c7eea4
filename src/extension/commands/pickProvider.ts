import * as vscode from 'vscode';
import type { Provider } from '#core/models/providers.ts';
import { originOf } from '../host/keyChoice.ts';
import type { KeyState, KeyStore } from '../host/keyStore.ts';
import { keyWords } from '../host/keyWords.ts';
import { noticeText } from '../host/noticeText.ts';
import type { Providers } from '../host/providers.ts';
import { providerArgument } from './keyArgument.ts';

/** A provider that takes a key, and the only place that the key may go to. */
export interface KeyTaker {
  readonly name: string;
  readonly provider: Provider;
  readonly origin: string;
}

export interface PickOptions {
  readonly title: string;
  /** Whether a provider in this state is worth a line; absent: all. */
  readonly suits?: (state: KeyState) => boolean;
  /** Said where none suits. */
  readonly none: string;
}

/** The provider that the command is for, or the one that the person picks; `undefined`: none, and the person knows. */
export async function pickProvider(
  providers: Providers,
  keys: KeyStore,
  argument: unknown,
  { title, suits = () => true, none }: PickOptions,
): Promise<KeyTaker | undefined> {
  const named = providerArgument(argument);
  if (named !== undefined) return namedTaker(providers, named);
  const all = [...providers.current.all.keys()].flatMap((name) => takerOf(providers, name) ?? []);
  const items = await Promise.all(
    all.map(async (taker) => ({ taker, state: await keys.state(taker.name) })),
  );
  const shown = items.filter(({ state }) => suits(state));
  if (shown.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(
    shown.map(({ taker, state }) => ({
      label: taker.name,
      description: keyWords(state),
      detail: taker.origin,
      taker,
    })),
    { title, placeHolder: 'Provider', matchOnDescription: true, matchOnDetail: true },
  );
  return choice?.taker;
}

/** Looked up anew: what a person was told a moment ago must still hold. */
export function takerOf(providers: Providers, name: string): KeyTaker | undefined {
  const provider = providers.find(name);
  if (provider === undefined || provider.key === 'none') return undefined;
  const origin = originOf(provider);
  return origin === undefined ? undefined : { name, provider, origin };
}

function namedTaker(providers: Providers, name: string): KeyTaker | undefined {
  const taker = takerOf(providers, name);
  if (taker !== undefined) return taker;
  const shown = `"${noticeText(name, 80)}"`;
  const message =
    providers.find(name) === undefined
      ? `There is no provider ${shown}. Declare it in your own settings (assay.providers).`
      : `The provider ${shown} takes no key.`;
  void vscode.window.showWarningMessage(message);
  return undefined;
}
