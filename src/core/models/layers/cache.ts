import { hash } from 'node:crypto';
import type { ModelReply } from '#protocol/reply.ts';
import type { Model, ModelLayer, ModelRequest } from '../model.ts';
import { ModelError } from '../modelError.ts';
import type { CacheStore } from './cacheStore.ts';
import type { ModelTarget } from './recording.ts';
import { requestKey } from './requestKey.ts';

/** `refresh` asks anew and keeps the answer; `require` never asks. */
export type CacheMode = 'on' | 'off' | 'refresh' | 'require';

/**
 * Answers from the user's own cache. `origin`: where the provider is, as only the user says it; an
 * answer of one service never stands for another's.
 */
export function cached(
  store: CacheStore,
  mode: CacheMode,
  target: ModelTarget,
  origin: string,
): ModelLayer {
  if (mode === 'off') return (inner) => inner;
  const source = `${target.provider} ${origin}`;
  const group = hash('sha256', `${source} ${target.name}`, 'hex').slice(0, 8);
  return (inner): Model => ({
    id: inner.id,
    async reply(request, call) {
      const key = requestKey(source, target.name, request);
      if (mode !== 'refresh') {
        const hit = await store.get(group, key);
        if (hit !== undefined) return { ...hit, source: 'cache' };
        if (mode === 'require') throw notCached(target);
      }
      const reply = await inner.reply(request, call);
      if (isWorthKeeping(reply, request)) await store.put(group, key, reply);
      return reply;
    },
  });
}

/**
 * Only complete successes. A reply cut at the request's own cap is complete, since asking again gives
 * the same; one cut by the service's cap, a refusal or an empty one may come out better next time.
 */
function isWorthKeeping({ ending, text }: ModelReply, { parameters }: ModelRequest): boolean {
  if (text === '') return false;
  return ending === 'stop' || (ending === 'length' && parameters.maxTokens !== undefined);
}

function notCached({ id }: ModelTarget): ModelError {
  return new ModelError(
    'not-cached',
    `The cache has no reply of ${id} to this request. Run once with \`--cache on\`.`,
  );
}
