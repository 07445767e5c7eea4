import type { ModelReply } from '#protocol/reply.ts';
import type { Secret } from '../../ports.ts';
import type { ModelLayer } from '../model.ts';
import { ModelError } from '../modelError.ts';
import { keyForms, without } from '../sanitise.ts';

/** Characters. Shorter ones are words that stand in for a key where a server takes any, and may stand in a reply. */
const shortestKey = 16;

/**
 * Takes the key out of whatever the service says, so that nothing that is stored, shown or logged can
 * hold it. Innermost: no other layer sees it.
 */
export function keyless(secret: Secret): ModelLayer {
  let forms: readonly string[] | undefined;
  const clean = (text: string): string => {
    if (forms === undefined) {
      const key = secret.reveal();
      forms = key.length < shortestKey ? [] : keyForms(key);
    }
    return without(text, forms);
  };
  return (inner) => ({
    id: inner.id,
    async reply(request, call) {
      try {
        return cleanReply(await inner.reply(request, call), clean);
      } catch (error) {
        throw error instanceof ModelError ? cleanError(error, clean) : error;
      }
    },
  });
}

function cleanReply(reply: ModelReply, clean: (text: string) => string): ModelReply {
  const { text, returnedModel, requestId, fingerprint } = reply;
  return {
    ...reply,
    text: clean(text),
    ...(returnedModel === undefined ? {} : { returnedModel: clean(returnedModel) }),
    ...(requestId === undefined ? {} : { requestId: clean(requestId) }),
    ...(fingerprint === undefined ? {} : { fingerprint: clean(fingerprint) }),
  };
}

function cleanError(error: ModelError, clean: (text: string) => string): ModelError {
  const { partialText, requestId } = error.detail;
  return new ModelError(error.code, clean(error.message), {
    ...error.detail,
    ...(partialText === undefined ? {} : { partialText: clean(partialText) }),
    ...(requestId === undefined ? {} : { requestId: clean(requestId) }),
  });
}
