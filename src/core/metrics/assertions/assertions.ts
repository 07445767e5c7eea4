import * as z from 'zod/mini';
import type { Metric, PrepareContext, Preparation } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { failed } from '../verdict.ts';
import { MeanFigures } from './meanFigures.ts';

interface Settings {
  readonly judges: readonly string[];
  readonly embeddings: readonly string[];
}

export const assertions: Metric<Settings> = {
  kind: 'assertions',
  title: 'What the case demands',
  documentation:
    'Scores what the case itself demands of its reply, in `$assert`: any metrics with their settings, each with a weight, turned round with `not`, alone or in groups. ' +
    'The value is the weighted mean of their values from 0 to 1; it passes where none of them fails, or with a `threshold` of the case where the mean reaches it. ' +
    'What has the weight 0 is told and counts for nothing; what cannot be scored makes the whole failed, and never a 0. ' +
    'Each outcome is kept with the score, and those with a `name` become figures of their own. A case without assertions is not applicable. ' +
    'Source: promptfoo, `assert`, `assert-set`, weights and thresholds; Σ weight × value ÷ Σ weight.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any'],
  settings: z.strictObject({
    judges: models('The judges that assertions may ask; `default` is the one of the suite.'),
    embeddings: models('The same for embedding models.'),
  }),
  judges: ({ judges }, defaultJudge) => named(judges, defaultJudge),
  calls: () => ({ low: 0, expected: 0, high: 0 }),
  embedders: ({ embeddings }, defaultEmbedding) => named(embeddings, defaultEmbedding),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
  accumulate: () => new MeanFigures(),
};

function models(description: string): z.ZodMiniPrefault<z.ZodMiniArray<z.ZodMiniString>> {
  return z.prefault(
    z.array(z.string().check(z.minLength(1))).check(z.maxLength(20), z.describe(description)),
    [],
  );
}

function named(ids: readonly string[], usual: string | undefined): readonly string[] {
  return ids.flatMap((id) => {
    if (id !== 'default') return [id];
    return usual === undefined ? [] : [usual];
  });
}

async function prepare(
  { judges, embeddings }: Settings,
  context?: PrepareContext,
): Promise<Preparation> {
  if (context === undefined) {
    return { measure: () => failed('assertions are only scored as a part of a prompt') };
  }
  const { defaultJudge, defaultEmbedding } = context;
  // Few prompts use it.
  const { openAssertions } = await import('./openAssertions.ts');
  return openAssertions(context, [
    ...named(judges, defaultJudge),
    ...named(embeddings, defaultEmbedding),
  ]);
}
