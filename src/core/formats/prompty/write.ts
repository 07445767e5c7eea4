import type { JsonObject, JsonValue } from '#base/json.ts';
import { caseOf, evaluatorOf } from '../promptYml/write.ts';
import type { ResponseFormat } from '../../models/model.ts';
import type { Prompt, PromptVariant } from '../../prompts/prompt.ts';
import { trimMessage } from '../../prompts/trimMessage.ts';

/** A prompt as a file of Prompty, and what that format has no place for. */
export interface WrittenPrompty {
  readonly head: JsonObject;
  readonly body: string;
  /** What the file beside it is to say: cases, datasets, evaluators. */
  readonly sidecar?: JsonObject;
  /** Sentences. */
  readonly losses: readonly string[];
}

/** Prompty of the newest version. Everything that says how it is evaluated goes into the file beside it. */
export function writePrompty(prompt: Prompt): WrittenPrompty {
  const [variant] = prompt.variants;
  const losses: string[] = [];
  if (prompt.variants.length > 1)
    losses.push('Prompty has no variants; only the first is written.');
  const language = variant?.template?.language ?? 'assay';
  if (!['jinja', 'mustache', 'assay'].includes(language))
    losses.push(`Prompty has no template language "${language}".`);
  if (Object.keys(variant?.template?.partials ?? {}).length > 0)
    losses.push('Prompty includes no other texts.');
  const [model, ...more] = prompt.models;
  const options = optionsOf(variant);
  const outputs = outputsOf(variant?.responseFormat, losses);
  const head: JsonObject = {
    name: prompt.name,
    ...(prompt.description === undefined ? {} : { description: prompt.description }),
    ...(model === undefined && Object.keys(options).length === 0
      ? {}
      : {
          model: {
            ...(model === undefined ? {} : { id: model.id }),
            apiType: 'chat',
            ...(Object.keys(options).length === 0 ? {} : { options }),
          },
        }),
    ...inputsOf(variant),
    ...(outputs === undefined ? {} : { outputs }),
    template: {
      format: { kind: language === 'jinja' ? 'jinja2' : 'mustache' },
      parser: { kind: 'prompty' },
    },
  };
  const body = bodyOf(variant, language === 'assay', losses);
  const beside = besideOf(prompt, more.length > 0);
  return {
    head,
    body,
    losses,
    ...(Object.keys(beside).length === 0 ? {} : { sidecar: beside }),
  };
}

function optionsOf(variant: PromptVariant | undefined): JsonObject {
  const { maxTokens, temperature, topP, seed, stop } = variant?.parameters ?? {};
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(topP === undefined ? {} : { topP }),
    ...(seed === undefined ? {} : { seed }),
    ...(stop === undefined ? {} : { stopSequences: [...stop] }),
  };
}

/** Inputs are only written where they say something: a default, a conversation, that they may be left out. */
function inputsOf(variant: PromptVariant | undefined): { readonly inputs?: readonly JsonObject[] } {
  const { defaults = {}, optional = [] } = variant?.template ?? {};
  const threads = new Set(
    variant?.messages.flatMap(({ thread }) => (thread === undefined ? [] : [thread])),
  );
  const inputs = [
    ...[...threads].map((name): JsonObject => ({ name, kind: 'thread' })),
    ...Object.entries(defaults)
      .filter(([name]) => !threads.has(name))
      .map(([name, value]): JsonObject => ({ name, kind: kindOf(value), default: value })),
    ...optional
      .filter((name) => !Object.hasOwn(defaults, name) && !threads.has(name))
      .map((name): JsonObject => ({ name, kind: 'string', required: false })),
  ];
  return inputs.length === 0 ? {} : { inputs };
}

function kindOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'object' ? 'object' : 'string';
}

function outputsOf(
  format: ResponseFormat | undefined,
  losses: string[],
): readonly JsonObject[] | undefined {
  if (format === undefined || format.type === 'text') return undefined;
  losses.push('The form of the reply is left out: Prompty says it in other words.');
  return undefined;
}

/** A text that would begin a message, or open a tag, there and not here, cannot be written. */
function bodyOf(variant: PromptVariant | undefined, isPlain: boolean, losses: string[]): string {
  const parts = (variant?.messages ?? []).map(({ role, content, thread }) => {
    if (thread !== undefined) return `{{${thread}}}`;
    if (
      /^[ \t]*#?[ \t]*(?:system|user|assistant|developer|tool|function)[ \t]*(?:\[[^\]\r\n]*\])?[ \t]*:[ \t]*$/im.test(
        content,
      )
    )
      losses.push('A line of a message would begin a message of its own in Prompty.');
    if (content.trim() === '') losses.push('A message without a text is left out.');
    if (trimMessage(content, 'lines') !== content)
      losses.push('Empty lines at the beginning and end of a message are left out.');
    if (isPlain && /\{\{(?!\s*[\p{L}\p{N}_.]+\s*\}\})/u.test(content))
      losses.push('Braces that are text here would be a tag in Prompty.');
    return `${role}:\n${trimMessage(content, 'lines')}`;
  });
  return `${parts.join('\n\n')}\n`;
}

/** What stands in the file beside it. */
function besideOf(
  { models, cases, datasets, evaluators, repeats }: Prompt,
  hasMoreModels: boolean,
): JsonObject {
  return {
    ...(hasMoreModels ? { models: models.map(({ id }) => id) } : {}),
    ...(cases.length === 0 ? {} : { testData: cases.map((one) => caseOf(one, undefined)) }),
    ...(datasets.length === 0
      ? {}
      : {
          datasets: datasets.map(({ file, map }) => ({
            file,
            ...(Object.keys(map).length === 0 ? {} : { map }),
          })),
        }),
    ...(evaluators.length === 0 ? {} : { evaluators: evaluators.map(evaluatorOf) }),
    ...(repeats === undefined ? {} : { repeats }),
  };
}
