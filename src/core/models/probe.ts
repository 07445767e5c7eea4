import { isJsonObject } from '#base/json.ts';
import type { Ports, Secret } from '../ports.ts';
import { makeEgress } from './egress.ts';
import type { Listing, ModelKind, ProviderSettings, Timeouts } from './model.ts';
import { ModelError, type ModelErrorCode } from './modelError.ts';

/** What a provider says to a key. */
export type KeyVerdict =
  | { readonly kind: 'ok' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string }
  /** The provider answered, and its answer says nothing of the key. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface KeyTest {
  readonly kind: ModelKind;
  readonly settings: ProviderSettings;
  readonly secret: Secret;
  readonly ports: Pick<Ports, 'clock' | 'fetch'>;
}

/** A person waits for the answer. */
const timeouts: Timeouts = {
  headersMs: 15_000,
  firstContentMs: 15_000,
  idleMs: 15_000,
  attemptMs: 20_000,
};

/**
 * Tries a key where it costs nothing, by asking for the list of models, under the same rules as every other
 * request. A list that anybody may read proves nothing, so the same is asked once more without the key.
 * Rejects with `cancelled` alone.
 */
export async function testKey(test: KeyTest, signal: AbortSignal): Promise<KeyVerdict> {
  const { provider } = test.settings;
  const listing = test.kind.listing?.(test.settings);
  if (listing === undefined) {
    return { kind: 'unknown', why: `${provider} has no list of models to try the key with.` };
  }
  const answer = await ask(test, listing, test.secret, signal);
  if (answer instanceof ModelError) return verdictOf(answer);
  if (!isList(answer.body)) {
    return { kind: 'unknown', why: `${provider} answered with JSON that is no list of models.` };
  }
  const stranger = await ask(test, listing, undefined, signal);
  if (!(stranger instanceof ModelError)) {
    const why = `${provider} lists its models without a key too, so its answer says nothing of this one.`;
    return { kind: 'unknown', why };
  }
  return stranger.code === 'unauthorized' || stranger.code === 'bad-request'
    ? { kind: 'ok' }
    : { kind: 'unknown', why: stranger.message };
}

async function ask(
  { settings, ports }: KeyTest,
  { url, headers = {} }: Listing,
  secret: Secret | undefined,
  signal: AbortSignal,
): Promise<ModelError | { readonly body: unknown }> {
  const opening = { settings, secret, timeouts, ports };
  const egress = makeEgress({ opening, needsKey: false, headers });
  try {
    return { body: await egress.attempt(signal, false, (attempt) => egress.look(url, attempt)) };
  } catch (error) {
    if (!(error instanceof ModelError) || error.code === 'cancelled') throw error;
    return error;
  }
}

function isList(body: unknown): boolean {
  if (!isJsonObject(body)) return Array.isArray(body);
  return Array.isArray(body['data']) || Array.isArray(body['models']);
}

const refusals: ReadonlySet<ModelErrorCode> = new Set(['unauthorized', 'missing-key']);
const silences: ReadonlySet<ModelErrorCode> = new Set(['network', 'timeout', 'origin-refused']);

function verdictOf({ code, message: why }: ModelError): KeyVerdict {
  if (refusals.has(code)) return { kind: 'refused', why };
  return silences.has(code) ? { kind: 'unreachable', why } : { kind: 'unknown', why };
}
