import * as z from 'zod/mini';
import { assertionsKey, caseAssertionsShape } from '../../datasets/caseAssertions.ts';

/**
 * The shape of `*.prompt.yml`. The editor's schema is generated from it, so each description is
 * what completion and hover show. What only makes sense across keys is checked in `read.ts`.
 */
export const promptFileShape: z.ZodMiniType = z
  .strictObject({
    name: z.optional(described(z.string(), 'What lists and reports call this prompt.')),
    description: z.optional(described(z.string(), 'What the prompt is for, in a sentence.')),
    ...modelFields(),
    responseFormat: z.optional(responseFormat()),
    jsonSchema: z.optional(jsonSchema()),
    template: z.optional(
      described(
        z.enum(['plain', 'mustache', 'jinja', 'nunjucks', 'handlebars']),
        'What the texts of the messages are written in. `plain`: `{{name}}`, and nothing else.',
      ),
    ),
    messages: messages(),
    variants: z.optional(
      described(
        z.array(
          z.strictObject({
            name: described(z.string().check(z.minLength(1)), 'Unique; not `base`.'),
            messages: z.optional(messages()),
            modelParameters: z.optional(parameters()),
            responseFormat: z.optional(responseFormat()),
            jsonSchema: z.optional(jsonSchema()),
          }),
        ),
        'Named changes of the prompt, compared with it. What a variant does not say, it takes over; messages are replaced as a whole.',
      ),
    ),
    ...caseFields(),
  })
  .check(z.describe('A prompt, its cases, and how its replies are evaluated.'));

/** What is evaluated: the models of a prompt and what they are sent. */
function modelFields() {
  return {
    model: z.optional(described(modelId(), 'An id of the approved-model catalogue.')),
    models: z.optional(
      described(
        z.array(modelId()),
        'Models to evaluate side by side, each an id of the catalogue.',
      ),
    ),
    modelParameters: z.optional(parameters()),
  };
}

/** How it is evaluated. */
function caseFields() {
  return {
    testData: z.optional(
      described(
        z.array(z.looseObject({ [assertionsKey]: z.optional(caseAssertionsShape) })),
        'The cases beside the prompt. Each key of a case fills a placeholder; `id`, `expected`, `tags` and `$assert` have a meaning of their own.',
      ),
    ),
    datasets: z.optional(
      described(
        z.array(
          z.strictObject({
            file: described(
              z.string().check(z.minLength(1)),
              'A .jsonl, .json, .csv, .tsv or .yml file, relative to this file.',
            ),
            map: z.optional(
              described(z.record(z.string(), z.string()), 'Name in a case: column of the file.'),
            ),
          }),
        ),
        'Cases in files.',
      ),
    ),
    evaluators: z.optional(described(z.array(evaluator()), 'What is asserted of every reply.')),
    repeats: z.optional(
      described(
        z.int().check(z.minimum(1), z.maximum(1000)),
        'How often each case is asked. Absent: as assay.yml says, else once.',
      ),
    ),
  };
}

/** The shape of the file beside a prompt whose own format has no place for this: `greeting.prompty.assay.yml`. */
export const sidecarShape: z.ZodMiniType = z
  .strictObject({ ...modelFields(), ...caseFields() })
  .check(z.describe('Cases and evaluators of a prompt that stands beside this file.'));

function described<T extends z.ZodMiniType>(shape: T, description: string): T {
  return shape.check(z.describe(description));
}

function modelId(): z.ZodMiniString {
  return z.string().check(z.minLength(1));
}

function messages(): z.ZodMiniType {
  return described(
    z.array(
      z.strictObject({
        role: described(
          z.enum(['system', 'user', 'assistant', 'thread']),
          'Who speaks. `thread`: the turns of a conversation stand here, and `content` names the value that holds them.',
        ),
        content: described(z.string(), 'The text. `{{name}}` is filled from the case.'),
      }),
    ),
    'The conversation to send, in order.',
  );
}

function parameters(): z.ZodMiniType {
  return described(
    z.strictObject({
      maxTokens: z.optional(
        described(z.int().check(z.minimum(1)), 'The longest reply, in tokens.'),
      ),
      temperature: z.optional(
        described(z.number().check(z.minimum(0), z.maximum(2)), 'Randomness, 0 to 2.'),
      ),
      topP: z.optional(
        described(z.number().check(z.minimum(0), z.maximum(1)), 'Nucleus sampling, 0 to 1.'),
      ),
      seed: z.optional(described(z.int(), 'Asks for the same reply again, where supported.')),
      stop: z.optional(
        described(z.union([z.string(), z.array(z.string())]), 'Texts at which the reply ends.'),
      ),
    }),
    'What is sent with the messages. A parameter that is not set is not sent.',
  );
}

function responseFormat(): z.ZodMiniType {
  return described(
    z.enum(['text', 'json_object', 'json_schema']),
    'What the reply has to be. `json_schema` needs `jsonSchema`.',
  );
}

function jsonSchema(): z.ZodMiniType {
  return described(
    z.union([z.string(), z.record(z.string(), z.unknown())]),
    'The schema of the reply: a map, or JSON text. Either `{name, strict, schema}` or the schema alone.',
  );
}

/** Which of `uses`, `string` and `llm` is there is judged by the reader: three shapes in one would be told badly. */
function evaluator(): z.ZodMiniType {
  return z.strictObject({
    name: z.optional(
      described(z.string().check(z.minLength(1)), 'Unique. Default: the kind of metric.'),
    ),
    uses: z.optional(described(z.string().check(z.minLength(1)), 'A kind of metric.')),
    with: z.optional(described(z.record(z.string(), z.unknown()), 'The settings of the metric.')),
    string: z.optional(
      described(
        z.strictObject({
          equals: z.optional(text()),
          contains: z.optional(text()),
          startsWith: z.optional(text()),
          endsWith: z.optional(text()),
        }),
        'As GitHub Models compared text: of `equals`, `contains`, `startsWith` and `endsWith` only the first that is set counts.',
      ),
    ),
    llm: z.optional(
      described(
        z.strictObject({
          modelId: z.optional(described(modelId(), 'The judge, an id of the catalogue.')),
          systemPrompt: z.optional(z.string()),
          prompt: described(z.string(), 'The question. `{{completion}}` is the reply.'),
          choices: z.array(z.strictObject({ choice: text(), score: z.number() })),
        }),
        'As GitHub Models asked a judge: the first choice found in its answer gives the score; above 0 passes.',
      ),
    ),
    threshold: z.optional(
      described(z.number(), 'The value that passes: at least, or at most where lower is better.'),
    ),
  });
}

/** GitHub read `contains: 42` as text. */
function text(): z.ZodMiniType {
  return z.union([z.string(), z.number(), z.boolean()]);
}
