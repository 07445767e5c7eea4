import type { ModelReply } from '#protocol/reply.ts';
import type { Clock } from '../../ports.ts';
import type { Model, ModelLayer, ModelRequest } from '../model.ts';
import { ModelError } from '../modelError.ts';
import type { RecordedReply, Recordings } from './recordings.ts';
import { requestKey } from './requestKey.ts';

/** What a request is keyed by besides its content. */
export interface ModelTarget {
  /** The catalogue id. */
  readonly id: string;
  readonly provider: string;
  /** What the provider calls the model. */
  readonly name: string;
}

/** Answers from recordings only: needs no provider, no key and no network. */
export function replaying(recordings: Recordings, target: ModelTarget): Model {
  return {
    id: target.id,
    reply(request, { signal }) {
      if (signal.aborted) {
        return Promise.reject(new ModelError('cancelled', 'Cancelled.', { billed: 'no' }));
      }
      const found = recordings.get(requestKey(target.provider, target.name, request));
      if (found === undefined) return Promise.reject(notRecorded(target));
      return Promise.resolve({ ...found.reply, source: 'recording' });
    },
  };
}

/**
 * Records every reply of the model below, whatever its ending; failures never. `complete`: what is recorded already answers
 * itself.
 */
export function recording(
  recordings: Recordings,
  target: ModelTarget,
  clock: Clock,
  mode: 'record' | 'complete' = 'record',
): ModelLayer {
  return (inner) => ({
    id: inner.id,
    async reply(request, call) {
      const key = requestKey(target.provider, target.name, request);
      const found = mode === 'complete' ? recordings.get(key) : undefined;
      if (found !== undefined) return { ...found.reply, source: 'recording' };
      const reply = await inner.reply(request, call);
      const { case: caseId, prompt } = call.about ?? {};
      recordings.put({
        key,
        model: target.id,
        ...(caseId !== undefined && { case: caseId }),
        ...(prompt !== undefined && { prompt }),
        ...(recordings.keep === 'request' && { request: keptRequest(request) }),
        reply: keptReply(reply),
        recordedAt: new Date(clock.now()).toISOString(),
      });
      return reply;
    },
  });
}

/** A reply from elsewhere than the recordings is worth recording too: a cache hit was a real reply once. */
function keptReply(reply: ModelReply): RecordedReply {
  const { text, ending, usage, latencyMs, costUsd, returnedModel } = reply;
  return {
    text,
    ending,
    ...(usage !== undefined && { usage }),
    ...(latencyMs !== undefined && { latencyMs: Math.round(latencyMs) }),
    ...(costUsd !== undefined && { costUsd }),
    ...(returnedModel !== undefined && { returnedModel }),
  };
}

function keptRequest(request: ModelRequest): ModelRequest {
  const { task, messages, parameters, responseFormat, repeat, sample } = request;
  return {
    ...(task !== undefined && { task }),
    messages,
    parameters,
    ...(responseFormat !== undefined && { responseFormat }),
    repeat,
    ...(sample !== undefined && { sample }),
  };
}

function notRecorded(target: ModelTarget): ModelError {
  return new ModelError(
    'not-recorded',
    `No recording answers this request to ${target.id}. Record it with \`assay run --record\`, or ask the model: \`--live\`, or no \`replay: true\` in assay.yml.`,
  );
}
