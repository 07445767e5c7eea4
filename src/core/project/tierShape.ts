import * as z from 'zod/mini';
import type { GateRule } from '#protocol/run.ts';
import { modelIdWord, wholeNumber } from '../documents/words.ts';
import { gateShape } from './gateShape.ts';

/** 0: lint and rendering. 1: code-based metrics on recordings. 2: a live sample. 3: everything, judges too. */
export type TierLevel = 0 | 1 | 2 | 3;

export interface TierFile {
  readonly level?: TierLevel;
  readonly recordings?: 'off' | 'record' | 'replay' | 'complete';
  readonly sample?: number;
  readonly tags?: readonly string[];
  readonly judges?: boolean;
  readonly models?: readonly string[];
  readonly repeats?: number;
  readonly maxCostUsd?: number;
  readonly cache?: 'on' | 'off';
  readonly safety?: boolean;
  readonly gate?: GateRule;
}

const tier: z.ZodMiniType<TierFile> = z.strictObject({
  level: z.exactOptional(
    z
      .literal([0, 1, 2, 3])
      .check(
        z.describe(
          'What the tier does: 0 checks and renders, and asks nobody; 1 scores recorded replies with code-based metrics; 2 asks about a sample; 3, which is the default, does everything. The other keys change it.',
        ),
      ),
  ),
  recordings: z.exactOptional(
    z
      .enum(['off', 'record', 'replay', 'complete'])
      .check(
        z.describe(
          'Where replies come from: `off` the models, `record` the models, and they are kept, `replay` recordings alone, `complete` recordings, and the models for those that are missing.',
        ),
      ),
  ),
  sample: z.exactOptional(
    wholeNumber(1, 1_000_000, 'How many cases of each prompt, at most: always the same ones.'),
  ),
  tags: z.exactOptional(
    z.array(z.string()).check(z.minLength(1), z.describe('Only cases with one of these tags.')),
  ),
  judges: z.exactOptional(
    z
      .boolean()
      .check(z.describe('Whether evaluators that ask a judge or an embedding model take part.')),
  ),
  models: z.exactOptional(
    z
      .array(modelIdWord('An id of the catalogue.'))
      .check(z.minLength(1), z.describe('Models, instead of those of the prompts.')),
  ),
  repeats: z.exactOptional(wholeNumber(1, 1000, 'How often each case is asked.')),
  maxCostUsd: z.exactOptional(
    z.number().check(z.gte(0), z.describe('The budget of a run in USD.')),
  ),
  cache: z.exactOptional(
    z
      .enum(['on', 'off'])
      .check(z.describe('Whether replies are taken from and kept in the cache.')),
  ),
  safety: z.exactOptional(
    z.boolean().check(z.describe('Nothing of this tier can be quarantined.')),
  ),
  gate: z.exactOptional(gateShape),
});

const namePattern = /^[A-Za-z0-9][\w.-]{0,63}$/;

const name = z.string().check(
  z.refine((text: string) => namePattern.test(text), {
    params: {
      code: 'wrong-format',
      allowed: 'a name of letters, digits, "-", "_" and "."',
      next: 'Rename the tier.',
    },
  }),
  z.meta({ pattern: namePattern.source }),
);

/** What stands under `tiers:`. */
export const tiersShape: z.ZodMiniType<Readonly<Record<string, TierFile>>> = z
  .record(name, tier)
  .check(
    z.describe(
      'Name → what `assay run --tier <name>` does. Without a tier of these names: branch (level 1), merge and nightly (level 3).',
    ),
  );
