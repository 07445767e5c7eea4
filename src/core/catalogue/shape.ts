import type { ModelEntry } from '#protocol/catalogue.ts';
import * as z from 'zod/mini';
import { modelIdWord, providerWord, wholeNumber } from '../documents/words.ts';

const most = Number.MAX_SAFE_INTEGER;

function dollars(what: string): z.ZodMiniNumber {
  return z.number().check(z.gte(0), z.meta({ description: `USD per million ${what}.` }));
}

function described<T extends z.ZodMiniType>(shape: T, description: string): T {
  return shape.check(z.describe(description));
}

const date = (description: string): z.ZodMiniISODate => described(z.iso.date(), description);
const text = (description: string): z.ZodMiniString =>
  described(z.string().check(z.minLength(1)), description);

const price = described(
  z.strictObject({
    input: dollars('input tokens'),
    cachedInput: z.exactOptional(dollars('input tokens that the provider had cached')),
    output: dollars('output tokens, reasoning included'),
    batch: z.exactOptional(
      described(
        z.number().check(z.gte(0), z.lte(1)),
        'What a request in a batch costs, as a share of these prices; 0.5 where absent.',
      ),
    ),
    asOf: z.exactOptional(date('The day the price was looked up.')),
  }),
  'What the model costs. Without a price it is unpriced, which is not free: it cannot run under a budget.',
);

const limits = described(
  z.strictObject({
    requestsPerMinute: z.exactOptional(
      wholeNumber(1, most, 'Requests that may start in a minute.'),
    ),
    tokensPerMinute: z.exactOptional(wholeNumber(1, most, 'Tokens, in and out, in a minute.')),
    concurrency: z.exactOptional(wholeNumber(1, 1024, 'Requests at the same time.')),
    maxOutputTokens: z.exactOptional(wholeNumber(1, most, 'The longest reply in tokens.')),
  }),
  'What your account may do with this model.',
);

const data = described(
  z.strictObject({
    regions: z.exactOptional(
      described(z.array(text('A region.')), 'Where the model may process data, such as eu and us.'),
    ),
    personalData: z.exactOptional(
      described(z.enum(['yes', 'no']), 'Whether personal data may be sent to it.'),
    ),
  }),
  'What may be sent to the model.',
);

const suitability = z.strictObject({
  useCase: text('Such as classification, extraction or chat.'),
  rating: described(
    z.enum(['recommended', 'suitable', 'unsuitable']),
    'How well the model suits the use case.',
  ),
  why: z.exactOptional(text('The reason, for people.')),
});

const refusable = z.enum(['temperature', 'topP', 'maxTokens', 'seed', 'stop', 'responseFormat']);

const entry = z.strictObject({
  id: modelIdWord('What prompts call the model, such as openai/gpt-5-mini.'),
  status: described(
    z.enum(['approved', 'trial', 'deprecated', 'blocked']),
    'Only approved, trial and deprecated models can be called; deprecated ones with a warning.',
  ),
  provider: providerWord(
    'Who runs the model. Where the provider is and which key it gets is a setting of the user.',
  ),
  name: modelIdWord('What the provider calls the model.'),
  task: z.exactOptional(
    described(
      z.enum(['chat', 'embedding']),
      'What the model does: it answers (chat, the default), or it turns a text into numbers that metrics compare.',
    ),
  ),
  price: z.exactOptional(price),
  context: z.exactOptional(wholeNumber(1, most, 'Context window in tokens.')),
  limits: z.exactOptional(limits),
  data: z.exactOptional(data),
  retires: z.exactOptional(date('From this day the model cannot be called.')),
  replacement: z.exactOptional(modelIdWord('The id of the model to use instead.')),
  suits: z.exactOptional(
    described(z.array(suitability), 'What the model is good for, and what it is not.'),
  ),
  note: z.exactOptional(text('For people.')),
  unsupported: z.exactOptional(
    described(
      z.array(refusable),
      'Parameters that the model refuses; responseFormat: a schema for its answers.',
    ),
  ),
});

export interface CatalogueFile {
  readonly version: 1;
  readonly models: readonly ModelEntry[];
}

/** What `assay.models.yml` holds. */
export const catalogueShape: z.ZodMiniType<CatalogueFile> = z
  .strictObject({
    version: described(z.literal(1), 'The version of this format.'),
    models: described(z.array(entry), 'Every model that may be called, and those that may not.'),
  })
  .check(
    z.describe('The models that prompts and judges may call. What is not listed cannot be called.'),
  );
