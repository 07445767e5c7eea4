import { makeEgress } from '../egress.ts';
import type { ModelKind } from '../model.ts';
import { checkParameters, refusalsOf, refuseEmbedding } from '../parameters.ts';
import { message } from './messages.ts';
import type { Anthropic } from './sdk.ts';

/** The version of the interface that `messages.ts` reads. */
const apiVersion = '2026-10-21';

const headers = { 'anthropic-version': apiVersion };

/** A reply must have a limit here; this one where neither prompt nor catalogue names one. */
const usualMaxTokens = 4096;

/** Anthropic's Messages. */
export const anthropic: ModelKind = {
  kind: 'anthropic',
  open(opening) {
    const { id, name, settings } = opening;
    const egress = makeEgress({ opening, needsKey: true, headers });
    const refusals = refusalsOf(opening, ['seed', 'responseFormat.json_object']);
    const maxTokens = Math.min(usualMaxTokens, opening.maxOutputTokens ?? usualMaxTokens);
    const path = `${versioned(settings.baseUrl)}/messages`;
    const options = { name, egress, maxTokens, path };
    let client: Promise<Anthropic> | undefined;
    return {
      id,
      reply: (request, { signal }) =>
        egress.attempt(signal, settings.stream, async (attempt, init) => {
          refuseEmbedding(request, `The interface of ${settings.provider}`);
          checkParameters(request, refusals);
          client ??= import('./sdk.ts').then((sdk) => sdk.openClient(settings.baseUrl, egress));
          return message(await client, request, options, attempt, init);
        }),
    };
  },
  listing: ({ baseUrl }) => ({ url: `${baseUrl}${versioned(baseUrl)}/models`, headers }),
};

/** What is missing of the path: a base URL may end with the version or not. */
function versioned(baseUrl: string): '' | '/v1' {
  return baseUrl.endsWith('/v1') ? '' : '/v1';
}
