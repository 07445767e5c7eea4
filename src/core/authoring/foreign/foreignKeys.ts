import type { KeyGuide } from '../shapeGuide.ts';
import type { YamlPath } from '../yamlSpan.ts';

/** Formats of other tools that an editor helps writing. */
export type ForeignKind = 'prompty' | 'dotprompt' | 'promptfoo';

/** A key, what its value is, and what it is for; keys of the map or of each item below it. */
type Keys = readonly (readonly [name: string, holds: KeyGuide['holds'], description: string])[];

/** The keys of the map at a path; empty where the format says none. */
export function foreignKeys(kind: ForeignKind, path: YamlPath): readonly KeyGuide[] {
  const step = path.map((one) => (typeof one === 'number' ? '*' : one)).join('.');
  const found = places[kind].find(([pattern]) => pattern.test(step))?.[1] ?? [];
  return found.map(([name, holds, description]) => ({
    name,
    holds,
    description,
    isRequired: false,
  }));
}

const options: Keys = [
  ['temperature', 'scalar', 'Randomness, 0 to 2.'],
  ['maxOutputTokens', 'scalar', 'The longest reply, in tokens.'],
  ['topP', 'scalar', 'Nucleus sampling, 0 to 1.'],
  ['seed', 'scalar', 'Asks for the same reply again, where supported.'],
  ['stopSequences', 'list', 'Texts at which the reply ends.'],
];

const prompty: Keys = [
  ['name', 'scalar', 'What lists and reports call this prompt.'],
  ['description', 'scalar', 'What the prompt is for, in a sentence.'],
  ['model', 'map', 'The model: an id of the catalogue, or a map with `id` and `options`.'],
  ['inputs', 'list', 'The variables of the text, with what counts where a case has no value.'],
  ['outputs', 'list', 'The properties of the reply, as a JSON Schema.'],
  ['tools', 'list', 'Not sent by Assay.'],
  ['template', 'map', 'What the text is written in: `format` jinja2 or mustache.'],
  ['metadata', 'map', 'For people: authors, tags.'],
];

const input: Keys = [
  ['name', 'scalar', 'The variable.'],
  ['kind', 'scalar', 'string, integer, float, boolean, array, object or thread: earlier turns.'],
  ['description', 'scalar', 'What it holds.'],
  ['default', 'scalar', 'Counts where a case has no value.'],
  ['required', 'scalar', '`false`: it may be left out.'],
  ['example', 'scalar', 'A value of the case `sample`.'],
];

const dotprompt: Keys = [
  ['model', 'scalar', 'The model; `googleai/` and `vertexai/` are `google/` in the catalogue.'],
  ['config', 'map', 'What is sent with the messages.'],
  ['input', 'map', 'The variables: `schema` and `default`.'],
  ['output', 'map', 'The form of the reply: `format` and `schema`.'],
  ['tools', 'list', 'Not sent by Assay.'],
  ['name', 'scalar', 'What lists call this prompt; otherwise its file says so.'],
  ['description', 'scalar', 'What the prompt is for, in a sentence.'],
  ['variant', 'scalar', 'Without effect: the file `name.variant.prompt` is the variant.'],
  ['metadata', 'map', 'For people.'],
];

const config: Keys = [
  ['description', 'scalar', 'What this configuration is for.'],
  ['prompts', 'list', 'Texts, conversations in JSON, or files; each becomes a variant.'],
  ['providers', 'list', 'The models that are asked: `openai:chat:gpt-5-mini`.'],
  ['tests', 'list', 'The cases, here or in files.'],
  ['defaultTest', 'map', 'Stands under every test; its assertions come first.'],
  ['scenarios', 'list', 'Sets of values, each with all of the tests.'],
  ['assertionTemplates', 'map', 'Assertions that `$ref` puts where they are named.'],
  [
    'evaluateOptions',
    'map',
    '`repeat`: how often each case is asked. The rest has no effect here.',
  ],
  ['metadata', 'map', '`name`: what the prompt is called.'],
];

const test: Keys = [
  ['description', 'scalar', 'What people know the test by; the id of its case.'],
  ['vars', 'map', 'The values. A list of texts makes a case of each.'],
  ['assert', 'list', 'What is demanded of the reply.'],
  ['threshold', 'scalar', 'The share of the points that passes. Left out: nothing may fail.'],
  ['options', 'map', '`prefix`, `suffix`, `provider` of judges, `rubricPrompt`.'],
  ['metadata', 'map', 'Becomes tags: `category=math`.'],
  ['providerOutput', 'scalar', 'What was answered; `assay score` scores it.'],
];

const assertion: Keys = [
  ['type', 'scalar', 'What is looked at; with `not-` before it, it has to fail.'],
  ['value', 'scalar', 'What the type compares with. `{{name}}` is filled from the case.'],
  ['threshold', 'scalar', 'What passes, where the type gives a share.'],
  ['weight', 'scalar', 'Its share of the points, 1 where left out; 0 fails nothing.'],
  ['metric', 'scalar', 'A name under which its mean over all cases is told.'],
  ['provider', 'scalar', 'The judge, or the embedding model.'],
  ['config', 'map', 'What code finds in `context.config`.'],
  ['rubricPrompt', 'scalar', 'The rule that the judge of an `llm-rubric` goes by.'],
];

const provider: Keys = [
  ['id', 'scalar', 'The service and the model.'],
  ['label', 'scalar', 'What reports call it.'],
  ['config', 'map', 'temperature, max_tokens, top_p, seed, stop, response_format.'],
  ['prompts', 'list', 'Labels of the prompts that it is asked; left out: all.'],
];

const places: Readonly<Record<ForeignKind, readonly (readonly [RegExp, Keys])[]>> = {
  prompty: [
    [/^$/, prompty],
    [
      /^model$/,
      [
        ['id', 'scalar', 'An id of the catalogue.'],
        ['provider', 'scalar', 'The service; the catalogue is then asked for `provider/id`.'],
        ['apiType', 'scalar', 'chat.'],
        ['options', 'map', 'What is sent with the messages.'],
      ],
    ],
    [/^model\.(?:options|parameters)$/, options],
    [/^inputs\.[^.]+$/, input],
    [
      /^template$/,
      [
        ['format', 'map', '`kind`: jinja2 or mustache.'],
        ['parser', 'map', '`kind`: prompty.'],
      ],
    ],
  ],
  dotprompt: [
    [/^$/, dotprompt],
    [/^config$/, options],
    [
      /^input$/,
      [
        ['schema', 'map', 'Picoschema: `name: string, what it holds`; `name?` may be left out.'],
        ['default', 'map', 'Counts where a case has no value.'],
      ],
    ],
    [
      /^output$/,
      [
        ['format', 'scalar', 'json or text.'],
        ['schema', 'map', 'Picoschema or JSON Schema of the reply.'],
      ],
    ],
  ],
  promptfoo: [
    [/^$/, config],
    [/^(?:providers|targets)\.\*$/, provider],
    [/(?:^|\.)assert\.\*$|^assertionTemplates\.[^.]+$/, assertion],
    [/^(?:tests\.\*|defaultTest|scenarios\.\*\.(?:tests|config)\.\*|\*)$/, test],
    [
      /^(?:tests\.\*|defaultTest|\*)\.options$/,
      [
        ['prefix', 'scalar', 'Stands before a prompt that is one text.'],
        ['suffix', 'scalar', 'Stands behind it.'],
        ['provider', 'scalar', 'The judge of its assertions.'],
        ['rubricPrompt', 'scalar', 'The rule that judges of an `llm-rubric` go by.'],
        ['disableVarExpansion', 'scalar', '`true`: lists of texts stay lists.'],
        ['disableDefaultAsserts', 'scalar', '`true`: without those of `defaultTest`.'],
      ],
    ],
  ],
};
