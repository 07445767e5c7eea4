import * as z from 'zod/mini';
import type { GateRule, PersonalKind } from '#protocol/run.ts';
import { modelIdWord, wholeNumber } from '../documents/words.ts';
import { personalKinds } from '../metrics/safety/personalKinds.ts';
import { gateShape } from './gateShape.ts';
import { tiersShape, type TierFile } from './tierShape.ts';

export interface RecordingSettings {
  readonly keep?: 'hash' | 'request';
  readonly replay?: boolean;
  /** Personal data that may be recorded, and why. */
  readonly allow?: readonly { readonly kind: PersonalKind; readonly reason: string }[];
}
import { ruleLevels, type IgnoredRule, type RuleLevel } from '../lint/lintSettings.ts';

export interface SuiteFile {
  readonly version: 1;
  readonly prompts?: readonly string[];
  readonly models?: readonly string[];
  readonly judge?: string;
  readonly embedding?: string;
  readonly repeats?: number;
  readonly concurrency?: number;
  readonly maxCostUsd?: number;
  readonly cache?: 'on' | 'off';
  readonly allowUnpriced?: readonly string[];
  readonly recordings?: RecordingSettings;
  readonly gate?: GateRule;
  readonly tiers?: Readonly<Record<string, TierFile>>;
  readonly lint?: {
    readonly rules?: Readonly<Record<string, RuleLevel>>;
    readonly ignore?: readonly Omit<IgnoredRule, 'range'>[];
  };
}

/** Stays inside the folder of the suite: relative, with "/" and without "..". */
const globPattern = /^(?![/~])(?!.*(?:^|\/)\.\.(?:\/|$))[^\\:\p{C}]{1,500}$/u;

const glob = z.string().check(
  z.refine((text: string) => globPattern.test(text), {
    params: {
      code: 'path-outside',
      allowed: 'a path or pattern inside this folder, with "/" and without ".."',
      next: 'Write it relative to this file, such as "prompts/**/*.prompt.yml".',
    },
  }),
  z.meta({
    description: 'A file or a glob pattern, relative to this file.',
    pattern: globPattern.source,
  }),
);

/** What `assay.yml` holds. */
export const suiteShape: z.ZodMiniType<SuiteFile> = z
  .strictObject({
    version: z.literal(1).check(z.describe('The version of this format.')),
    prompts: z.exactOptional(
      z
        .array(glob)
        .check(
          z.describe(
            'The prompts that are run together. Without it: every prompt of the workspace.',
          ),
        ),
    ),
    models: z.exactOptional(
      z
        .array(modelIdWord('An id of the catalogue.'))
        .check(z.minLength(1), z.describe('Models for prompts that name none.')),
    ),
    judge: z.exactOptional(
      modelIdWord('The model that judges where an evaluator names none. An id of the catalogue.'),
    ),
    embedding: z.exactOptional(
      modelIdWord(
        'The model that makes embeddings where an evaluator names none. An id of the catalogue with `task: embedding`.',
      ),
    ),
    repeats: z.exactOptional(
      wholeNumber(1, 1000, 'How often each case is asked, where a prompt does not say.'),
    ),
    concurrency: z.exactOptional(wholeNumber(1, 1024, 'The most requests at the same time.')),
    maxCostUsd: z.exactOptional(
      z
        .number()
        .check(
          z.gte(0),
          z.describe(
            'The budget of a run in USD, judges and retries included. Reaching it ends the run.',
          ),
        ),
    ),
    cache: z.exactOptional(
      z
        .enum(['on', 'off'])
        .check(z.describe('Whether replies are taken from and kept in the cache.')),
    ),
    allowUnpriced: z.exactOptional(
      z
        .array(modelIdWord('An id of the catalogue.'))
        .check(z.describe('Models without a price that may run under a budget all the same.')),
    ),
    recordings: z.exactOptional(
      z
        .strictObject({
          keep: z.exactOptional(
            z
              .enum(['hash', 'request'])
              .check(
                z.describe(
                  'What a recording keeps of the request: only its hash, which is the default, or the whole of it.',
                ),
              ),
          ),
          replay: z.exactOptional(
            z
              .boolean()
              .check(
                z.describe(
                  'Whether a run answers from recordings alone, unless it is told otherwise.',
                ),
              ),
          ),
          allow: z.exactOptional(
            z
              .array(
                z.strictObject({
                  kind: z
                    .enum(personalKinds)
                    .check(z.describe('What looks like it may be recorded.')),
                  reason: z
                    .string()
                    .check(z.minLength(1), z.describe('Why: that it is made up, for example.')),
                }),
              )
              .check(
                z.describe(
                  'Personal data that may be recorded. Without it, replies that hold any are not kept.',
                ),
              ),
          ),
        })
        .check(z.describe('How replies are recorded for later runs without a model.')),
    ),
    gate: z.exactOptional(gateShape),
    tiers: z.exactOptional(tiersShape),
    lint: z.exactOptional(
      z
        .strictObject({
          rules: z.exactOptional(
            z
              .record(z.string(), z.enum(ruleLevels))
              .check(
                z.describe(
                  'Rule → how its problems are told. What keeps a run from starting cannot be changed.',
                ),
              ),
          ),
          ignore: z.exactOptional(
            z
              .array(
                z.strictObject({
                  file: glob,
                  rule: z.string().check(z.minLength(1), z.describe('The code of a rule.')),
                  reason: z.string().check(z.minLength(1), z.describe('Why, for people.')),
                }),
              )
              .check(
                z.describe(
                  'Problems that are not told, for files that can hold no comment `# assay-disable-next-line`.',
                ),
              ),
          ),
        })
        .check(z.describe('How `assay lint` and the editor tell problems.')),
    ),
  })
  .check(
    z.describe('What is run together, with defaults and the gate. Everything works without it.'),
  );
