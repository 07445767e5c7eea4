import { makeNodeFetch } from '#core/adapters/nodeFetch.ts';
import type { Engine } from '#core/engine.ts';
import type { Fetch } from '#core/ports.ts';
import { createEngine } from '#core/runner/createEngine.ts';
import { editorModels } from './editorModels.ts';
import { engineSetup, trustedFetch, type EngineParts } from './engineSetup.ts';
import type { ProviderList } from './userProviders.ts';
import { vscodeModelKind } from './vscodeModel.ts';

/** An engine with VS Code's own models. Loaded on first use: with it comes everything that a run needs. */
export function openEngine(
  root: string,
  providers: ProviderList,
  parts: Omit<EngineParts, 'kinds'>,
): Engine {
  const kinds = [vscodeModelKind(editorModels)];
  return createEngine(engineSetup(root, providers, { ...parts, kinds }));
}

export function openNetwork(isTrusted: () => boolean): Fetch {
  return trustedFetch(makeNodeFetch(), isTrusted);
}
