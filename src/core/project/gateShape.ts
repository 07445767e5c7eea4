import * as z from 'zod/mini';
import type { GateBounds, GateRule, LabelBounds } from '#protocol/run.ts';

function share(description: string): z.ZodMiniNumber {
  return z.number().check(z.gte(0), z.lte(1), z.describe(description));
}

const bounds = {
  passRate: z.exactOptional(share('The least share of passed cases, from 0 to 1.')),
  metrics: z.exactOptional(
    z
      .record(z.string(), z.number())
      .check(
        z.describe(
          'Evaluator name → the least score over all cases, or the most where lower is better.',
        ),
      ),
  ),
};

const part: z.ZodMiniType<GateBounds> = z.strictObject(bounds);

const labelBounds: z.ZodMiniType<LabelBounds> = z.strictObject({
  precision: z.exactOptional(share('Of what was given this label, the share that is right.')),
  recall: z.exactOptional(share('Of what has this label, the share that was given it.')),
  f1: z.exactOptional(share('The harmonic mean of the two.')),
});

/** What stands under `gate:`, of the suite or of a tier. */
export const gateShape: z.ZodMiniType<GateRule> = z
  .strictObject({
    ...bounds,
    judges: z.exactOptional(
      z
        .enum(['calibrated'])
        .check(
          z.describe(
            'Count only verdicts of judges that agree with people; the others inform. Without it every judge counts.',
          ),
        ),
    ),
    regression: z.exactOptional(
      z
        .enum(['real'])
        .check(z.describe('Fail where something regressed against the baseline for sure.')),
    ),
    models: z.exactOptional(
      z
        .record(z.string(), part)
        .check(z.describe('Id of the catalogue → what must be reached on this model, besides.')),
    ),
    tags: z.exactOptional(
      z
        .record(z.string(), part)
        .check(z.describe('Tag → what its cases must reach, besides. No such case: it fails.')),
    ),
    labels: z.exactOptional(
      z
        .record(z.string(), z.record(z.string(), labelBounds))
        .check(z.describe('Evaluator of labels → label → the least figures.')),
    ),
  })
  .check(z.describe('What a run must reach; otherwise it fails.'));
