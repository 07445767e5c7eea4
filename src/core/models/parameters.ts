import type { ModelOpening, ModelRequest } from './model.ts';
import { ModelError } from './modelError.ts';

/** What a model or its interface cannot do, by the names of `ModelParameters` and `responseFormat`. */
export type ParameterRefusals = ReadonlyMap<string, string>;

/** Each name with the reason that a person reads. */
export function refusalsOf(
  opening: ModelOpening,
  byInterface: readonly string[],
): ParameterRefusals {
  return new Map([
    ...byInterface.map((name): [string, string] => [
      name,
      `The interface of ${opening.settings.provider}`,
    ]),
    ...(opening.unsupported ?? []).map((name): [string, string] => [
      name,
      `The model ${opening.id}`,
    ]),
  ]);
}

/** Refused here, by name, where the service would refuse it or silently ignore it. */
export function checkParameters(request: ModelRequest, refusals: ParameterRefusals): void {
  if (refusals.size === 0) return;
  const { parameters, responseFormat } = request;
  for (const name of Object.keys(parameters)) refuse(name, refusals);
  if (responseFormat !== undefined && responseFormat.type !== 'text') {
    refuse('responseFormat', refusals);
    refuse(`responseFormat.${responseFormat.type}`, refusals);
  }
}

/** For interfaces that have no embeddings. `who`: `The interface of anthropic`. */
export function refuseEmbedding({ task }: ModelRequest, who: string): void {
  if (task === undefined) return;
  throw new ModelError(
    'bad-request',
    `${who} makes no embeddings. Name an embedding model of another provider.`,
    { billed: 'no', scope: 'model' },
  );
}

function refuse(name: string, refusals: ParameterRefusals): void {
  const who = refusals.get(name);
  if (who === undefined) return;
  throw new ModelError('bad-request', `${who} does not take the parameter ${name}. Remove it.`, {
    billed: 'no',
  });
}
