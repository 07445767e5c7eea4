import { makeEgress } from '../egress.ts';
import type {
  Listing,
  Model,
  ModelKind,
  ModelOpening,
  ModelRequest,
  ProviderSettings,
} from '../model.ts';
import { checkParameters, refusalsOf } from '../parameters.ts';
import { chat } from './chat.ts';
import { embed } from './embeddings.ts';
import { respond } from './responses.ts';
import type { OpenAIDoor } from './sdk.ts';

const openaiOrigin = 'https://api.openai.com/';

/** OpenAI itself, and gateways to it that speak its dialect to the letter. */
export const openai: ModelKind = {
  kind: 'openai',
  open: (opening) =>
    openChatModel(opening, { needsKey: true, maxTokensName: 'max_completion_tokens' }),
  listing: listModels,
};

/** The same in every service that speaks this dialect. */
export function listModels({ baseUrl }: ProviderSettings): Listing {
  return { url: `${baseUrl}/models` };
}

/** A model that is reached with the `openai` package. */
export function openChatModel(
  opening: ModelOpening,
  flavour: {
    readonly needsKey: boolean;
    readonly maxTokensName: 'max_completion_tokens' | 'max_tokens';
  },
): Model {
  const { id, name, settings } = opening;
  const egress = makeEgress({ opening, needsKey: flavour.needsKey });
  const refusals = refusalsOf(opening, []);
  const chatOptions = { name, egress, maxTokensName: flavour.maxTokensName };
  let door: Promise<OpenAIDoor> | undefined;
  return {
    id,
    reply: (request, { signal }) =>
      egress.attempt(signal, streams(settings, request), async (attempt, init) => {
        checkParameters(request, refusals);
        door ??= import('./sdk.ts').then((sdk) => sdk.openDoor(settings.baseUrl, egress));
        const opened = await door;
        if (request.task === 'embedding') {
          return embed(opened, request, { name, egress }, attempt, init);
        }
        return flavour.needsKey && usesResponses(settings, request)
          ? respond(opened, request, { name, egress }, attempt, init)
          : chat(opened, request, chatOptions, attempt, init);
      }),
  };
}

/** A vector comes whole. */
function streams({ stream }: ProviderSettings, { task }: ModelRequest): boolean {
  return stream && task === undefined;
}

/** OpenAI's own service has Responses, which know neither; Chat Completions, which OpenAI keeps, do. */
export function usesResponses(
  { baseUrl }: ProviderSettings,
  { parameters: { seed, stop } }: ModelRequest,
): boolean {
  return `${baseUrl}/`.startsWith(openaiOrigin) && seed === undefined && stop === undefined;
}
