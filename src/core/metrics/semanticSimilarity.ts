import * as z from 'zod/mini';
import { cosine } from './cosine.ts';
import { embeddingModel } from './embeddingModel.ts';
import { faultText } from './faultText.ts';
import type { Metric } from './metric.ts';
import { references } from './text.ts';
import { failed, noExpected } from './verdict.ts';

interface Settings {
  readonly modelId?: string | undefined;
}

export const semanticSimilarity: Metric<Settings> = {
  kind: 'semantic-similarity',
  title: 'Semantic similarity',
  documentation:
    'The cosine of the embeddings of reply and expected text, at best over several expected texts; set `threshold` for a verdict. ' +
    'The scale is that of the embedding model: values of two models do not compare, and unrelated texts seldom get 0. ' +
    'Misleads where one word turns the meaning: "not" barely moves it. An empty reply has no embedding and fails. Source: Ragas, semantic similarity.',
  level: 'case',
  better: 'higher',
  range: [-1, 1],
  needs: ['reply', 'expected'],
  cost: 'judge',
  useCases: ['question-answering', 'summarisation', 'chat'],
  settings: z.strictObject({
    modelId: embeddingModel,
  }),
  // The reply, and at least one expected text.
  embedders: ({ modelId }, defaultEmbedding) => {
    const id = modelId ?? defaultEmbedding;
    return id === undefined ? [] : [id, id];
  },
  async measure({ reply, expected }, settings, tools) {
    const texts = references(expected)?.filter((text) => text.trim() !== '') ?? [];
    if (texts.length === 0) return noExpected;
    if (reply.trim() === '') return failed('an empty reply has no embedding');
    const modelId = settings.modelId ?? tools.defaultEmbedding;
    if (modelId === undefined)
      return failed('no embedding model is named, and there is no default');
    try {
      const vector = await tools.embed({ modelId, text: reply });
      let best = -1;
      for (const text of texts) {
        const value = cosine(vector, await tools.embed({ modelId, text }));
        if (typeof value === 'string') return failed(value);
        best = Math.max(best, value);
      }
      return { score: { outcome: 'scored', value: best } };
    } catch (fault) {
      return failed(`${modelId} gave no embedding: ${faultText(fault)}`);
    }
  },
};
