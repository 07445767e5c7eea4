import { makeEgress } from '../egress.ts';
import type { ModelKind, ModelOpening, ModelRequest, ProviderSettings } from '../model.ts';
import { checkParameters, refusalsOf, refuseEmbedding } from '../parameters.ts';
import { message } from './messages.ts';
import type { Anthropic } from './sdk.ts';

/** The version of the interface that `messages.ts` reads. */
const apiVersion = '2026-10-21';

export const anthropicHeaders: Readonly<Record<string, string>> = {
  'anthropic-version': apiVersion,
};

/** A reply must have a limit here; this one where neither prompt nor catalogue names one. */
const usualMaxTokens = 4096;

/** Anthropic's Messages. */
export const anthropic: ModelKind = {
  kind: 'anthropic',
  open(opening) {
    const { id, name, settings } = opening;
    const egress = makeEgress({ opening, needsKey: true, headers: anthropicHeaders });
    const check = checkerOf(opening);
    const path = messagesPath(settings);
    const options = { name, egress, maxTokens: mostTokensOf(opening), path };
    let client: Promise<Anthropic> | undefined;
    return {
      id,
      reply: (request, { signal }) =>
        egress.attempt(signal, settings.stream, async (attempt, init) => {
          check(request);
          client ??= import('./sdk.ts').then((sdk) => sdk.openClient(settings.baseUrl, egress));
          return message(await client, request, options, attempt, init);
        }),
    };
  },
  listing: ({ baseUrl }) => ({
    url: `${baseUrl}${versioned(baseUrl)}/models`,
    headers: anthropicHeaders,
  }),
};

/** Throws `ModelError` where the interface, or the model, does not take a request. */
export function checkerOf(opening: ModelOpening): (request: ModelRequest) => void {
  const refusals = refusalsOf(opening, ['seed', 'responseFormat.json_object']);
  return (request) => {
    refuseEmbedding(request, `The interface of ${opening.settings.provider}`);
    checkParameters(request, refusals);
  };
}

export function mostTokensOf({ maxOutputTokens }: ModelOpening): number {
  return Math.min(usualMaxTokens, maxOutputTokens ?? usualMaxTokens);
}

/** Behind the base URL. */
export function messagesPath({ baseUrl }: ProviderSettings): string {
  return `${versioned(baseUrl)}/messages`;
}

/** What is missing of the path: a base URL may end with the version or not. */
function versioned(baseUrl: string): '' | '/v1' {
  return baseUrl.endsWith('/v1') ? '' : '/v1';
}
