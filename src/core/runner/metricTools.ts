import type { ModelReply } from '#protocol/reply.ts';
import type { RunOptions } from '#protocol/run.ts';
import type { MetricTools } from '../metrics/metric.ts';
import type { Model, ModelCall, ModelRequest } from '../models/model.ts';
import { ModelError } from '../models/modelError.ts';
import { readVector } from '../models/vector.ts';
import { noUse, useOf, type JudgeMeter } from './judgeMeter.ts';

/** The models that stand in where an evaluator names none. */
export type ModelDefaults = Pick<RunOptions, 'judge' | 'embedding'>;

export interface MetricBench {
  /** Judges and embedding models, by the ids that evaluators use. */
  readonly judges: ReadonlyMap<string, Model>;
  readonly defaults: ModelDefaults;
  readonly meter: JudgeMeter;
  readonly call: ModelCall;
  readonly repeat: number;
  readonly heard: (reply: ModelReply) => void;
  /** Hears of a failure that concerns more than this question. */
  readonly broke: (error: ModelError) => void;
  /** Hears of every question that got no answer. */
  readonly unanswered?: (error: ModelError) => void;
}

/** How metrics ask models, with every question and answer counted. */
export function metricTools(bench: MetricBench): MetricTools {
  const { judges, meter, defaults } = bench;
  const modelOf = (id: string): Model => {
    const model = judges.get(id);
    if (model !== undefined) return model;
    throw new ModelError('model-not-found', `The model ${id} is not part of this run.`);
  };
  const asked = async (id: string, request: ModelRequest): Promise<ModelReply> => {
    const model = modelOf(id);
    const reply = await model.reply(request, bench.call).catch((error: unknown) => {
      meter.add({ ...noUse, model: model.id, calls: 1, failed: 1 });
      if (error instanceof ModelError) {
        bench.unanswered?.(error);
        if (error.scope !== 'trial') bench.broke(error);
      }
      throw error;
    });
    meter.add(useOf(model.id, reply));
    bench.heard(reply);
    return reply;
  };
  const refuse = (id: string): void => {
    meter.add({ ...noUse, model: modelOf(id).id, failed: 1 });
  };
  return {
    defaultJudge: defaults.judge,
    defaultEmbedding: defaults.embedding,
    refuse,
    async ask({ modelId, ...question }) {
      const { text, ending } = await asked(modelId, { ...question, repeat: bench.repeat });
      return { text, ending };
    },
    async embed({ modelId, text }) {
      const vector = readVector((await asked(modelId, embeddingRequest(text))).text);
      if (vector !== undefined) return vector;
      refuse(modelId);
      throw new ModelError('bad-reply', `${modelId} gave something that is no vector.`);
    },
  };
}

/** The same text has the same vector in every repetition. */
function embeddingRequest(text: string): ModelRequest {
  const messages = [{ role: 'user', content: text } as const];
  return { task: 'embedding', messages, parameters: {}, repeat: 0 };
}
