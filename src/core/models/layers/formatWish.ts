import type { ModelReply } from '#protocol/reply.ts';
import type { Model, ModelCall, ModelLayer, ModelRequest } from '../model.ts';
import { ModelError } from '../modelError.ts';

/**
 * Makes a response format a wish: a model that is known not to take it, or that refuses the request, is asked without.
 * For judges alone, whose question says in words too what the answer must look like. `unsupported`: of the catalogue.
 */
export function formatAsWish(unsupported: readonly string[] = []): ModelLayer {
  const isDenied = unsupported.some((name) => name === 'responseFormat' || name === schemaFormat);
  return (inner) => new Wishing(inner, isDenied ? false : undefined);
}

const schemaFormat = 'responseFormat.json_schema';

/** A run that was refused the format has recorded and cached the answers to questions without it. */
const mayBeTheFormat = new Set(['bad-request', 'not-recorded', 'not-cached']);

class Wishing implements Model {
  readonly id: string;
  private readonly inner: Model;
  /** Whether the model takes the format; `undefined` until an answer has told. */
  private takesIt: boolean | undefined;
  /** The one request that finds out: many refusals at once would look like a model that refuses everything. */
  private scout: Promise<void> | undefined;

  constructor(inner: Model, takesIt: boolean | undefined) {
    this.id = inner.id;
    this.inner = inner;
    this.takesIt = takesIt;
  }

  async reply(request: ModelRequest, call: ModelCall): Promise<ModelReply> {
    if (request.responseFormat === undefined) return this.inner.reply(request, call);
    while (this.takesIt === undefined && this.scout !== undefined) await this.scout;
    if (this.takesIt === false) return this.inner.reply(withoutFormat(request), call);
    if (this.takesIt === true) return this.wish(request, call);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.scout = promise;
    try {
      return await this.wish(request, call);
    } finally {
      this.scout = undefined;
      resolve(undefined);
    }
  }

  private async wish(request: ModelRequest, call: ModelCall): Promise<ModelReply> {
    try {
      const reply = await this.inner.reply(request, call);
      this.takesIt = true;
      return reply;
    } catch (error) {
      if (!(error instanceof ModelError) || !mayBeTheFormat.has(error.code)) throw error;
      return this.askPlainly(request, call, error);
    }
  }

  /** Where that fails alike, the format was not what was wrong. */
  private async askPlainly(
    request: ModelRequest,
    call: ModelCall,
    first: ModelError,
  ): Promise<ModelReply> {
    try {
      const reply = await this.inner.reply(withoutFormat(request), call);
      if (first.code === 'bad-request') this.takesIt = false;
      return reply;
    } catch (error) {
      throw error instanceof ModelError && error.code === first.code ? first : error;
    }
  }
}

function withoutFormat({ responseFormat: _wish, ...request }: ModelRequest): ModelRequest {
  return request;
}
