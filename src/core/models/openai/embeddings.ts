import { isJsonObject } from '#base/json.ts';
import type { ModelReply } from '#protocol/reply.ts';
import type { Attempt } from '../attempt.ts';
import { replyOf, usageOf } from '../completion.ts';
import type { Completion } from '../completion.ts';
import type { AttemptInit, Egress } from '../egress.ts';
import type { ModelRequest } from '../model.ts';
import { readVector, vectorText } from '../vector.ts';
import type { EmbeddingCreateParams, OpenAIDoor } from './sdk.ts';

const path = '/embeddings';

/** One text into one vector. Throws whatever the SDK throws: the egress knows what it means. */
export async function embed(
  door: OpenAIDoor,
  request: ModelRequest,
  { name, egress }: { readonly name: string; readonly egress: Egress },
  attempt: Attempt,
  init: AttemptInit,
): Promise<ModelReply> {
  const input = request.messages.map(({ content }) => content).join('\n');
  // Most servers know digits only.
  const body: EmbeddingCreateParams = { model: name, input, encoding_format: 'float' };
  const answer = await door.send(path, body, init);
  return replyOf(readWhole(await answer.json(), egress, attempt), attempt);
}

/** Servers send `{"error": …}` with status 200, and more: the type promises what they do not keep. */
function readWhole(answer: unknown, egress: Egress, attempt: Attempt): Completion {
  if (!isJsonObject(answer) || !Array.isArray(answer['data'])) {
    throw egress.failureIn(answer, attempt);
  }
  const first: unknown = answer['data'][0];
  const text = isJsonObject(first) ? textOf(first['embedding']) : undefined;
  if (text === undefined) throw egress.failureIn(answer, attempt);
  const { usage, model } = answer;
  return {
    text,
    ending: 'stop',
    usage: isJsonObject(usage) ? usageOf(usage['prompt_tokens'], 0, undefined) : undefined,
    returnedModel: typeof model === 'string' ? model : undefined,
  };
}

/** Numbers, or the base64 of them that some servers send whatever they are asked for. */
function textOf(embedding: unknown): string | undefined {
  const text =
    Array.isArray(embedding) && embedding.every((one) => typeof one === 'number')
      ? vectorText(embedding)
      : embedding;
  return typeof text === 'string' && readVector(text) !== undefined ? text : undefined;
}
