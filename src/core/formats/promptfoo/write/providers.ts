import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { sortedJson } from '#base/sortedJson.ts';
import { quoteFound } from '../../../documents/problems.ts';
import type { Prompt, PromptVariant } from '../../../prompts/prompt.ts';
import { configOf } from '../parameters.ts';
import { writeResponseFormat } from '../responseFormat.ts';
import { writePrompt } from './prompts.ts';
import type { Writing } from './writing.ts';

/** What is asked, and who: `prompts` and `providers`. */
export function writeCandidates(prompt: Prompt, writing: Writing): JsonObject {
  const { variants } = prompt;
  const groups = groupsOf(prompt, writing);
  const [first] = variants;
  // One text with several sets of parameters is written once, and its variants are told apart by who is asked.
  const isOneText =
    groups.length === variants.length &&
    variants.every((one) => isDeepStrictEqual(textOf(one), first && textOf(first)));
  const isRestricted = groups.length > 1 && !isOneText;
  const written = isOneText ? variants.slice(0, 1) : variants;
  if (isRestricted) checkNames(variants, writing);
  const prompts = written.map((one) =>
    writePrompt(one, written.length === 1 ? undefined : one.name, writing),
  );
  const providers = inOrder(prompt, groups).map(({ model, group }) => {
    const [name = ''] = group.variants;
    const label = model === group.models[0] ? name : `${name} · ${model}`;
    return writeProvider(model, group, writing, {
      ...(isOneText && groups.length > 1 ? { label } : {}),
      ...(isRestricted ? { prompts: group.variants } : {}),
    });
  });
  return { prompts, ...(providers.length === 0 ? {} : { providers }) };
}

/** Each group's models in their order, woven so that the models first come in the order of the prompt. */
function inOrder(
  { models }: Prompt,
  groups: readonly Group[],
): readonly { readonly model: string; readonly group: Group }[] {
  const ranks = new Map(models.map(({ id }, place) => [id, place]));
  const waiting = groups.map((group) => ({ group, next: 0 }));
  const rankOf = ({ group, next }: (typeof waiting)[number]): number =>
    ranks.get(group.models[next] ?? '') ?? Infinity;
  return groups.flatMap(({ models: own }) =>
    own.flatMap(() => {
      const [first] = waiting
        .filter(({ group, next }) => next < group.models.length)
        .toSorted((one, other) => rankOf(one) - rankOf(other));
      const model = first?.group.models[first.next];
      if (first === undefined || model === undefined) return [];
      first.next += 1;
      return [{ model, group: first.group }];
    }),
  );
}

interface Group {
  readonly settings: Pick<PromptVariant, 'parameters' | 'responseFormat'>;
  readonly models: readonly string[];
  readonly variants: string[];
}

/** Variants that send the same to the same. */
function groupsOf({ models, variants }: Prompt, writing: Writing): readonly Group[] {
  const all = models.map(({ id }) => id);
  const groups = new Map<string, Group>();
  for (const { name, parameters, responseFormat, models: own = all } of variants) {
    const settings = { parameters, ...(responseFormat === undefined ? {} : { responseFormat }) };
    const key = sortedJson([settings, own]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { settings, models: own, variants: [name] });
    else known.variants.push(name);
    const isEmpty = Object.keys(parameters).length === 0 && responseFormat === undefined;
    if (own.length === 0 && !isEmpty)
      writing.lose('The prompt names no model, and parameters have a place beside one only.');
  }
  return [...groups.values()];
}

function textOf({ messages, template }: PromptVariant): unknown {
  return [messages.map(({ role, content, thread }) => [role, content, thread]), template];
}

function writeProvider(
  model: string,
  { settings: { parameters, responseFormat } }: Group,
  writing: Writing,
  more: JsonObject,
): JsonValue {
  const id = writing.provider(model, 'chat');
  const service = id.split(':', 1)[0] ?? '';
  const isText = responseFormat === undefined || responseFormat.type === 'text';
  const config: JsonObject = {
    ...configOf(parameters, service),
    ...(isText ? {} : { response_format: writeResponseFormat(responseFormat) }),
  };
  if (!isText && !withFormats.has(service))
    writing.lose(`promptfoo asks ${quoteFound(id)} for no form of its reply.`);
  const whole = { ...more, ...(Object.keys(config).length === 0 ? {} : { config }) };
  return Object.keys(whole).length === 0 ? id : { id, ...whole };
}

/** Services that take `response_format`. */
const withFormats = new Set([
  'azure',
  'cerebras',
  'deepseek',
  'github',
  'groq',
  'mistral',
  'openai',
  'openrouter',
  'perplexity',
  'togetherai',
  'xai',
]);

/** promptfoo takes `a` for every prompt whose label begins with `a:`. */
function checkNames(variants: readonly PromptVariant[], writing: Writing): void {
  for (const { name } of variants)
    if (name.endsWith(':*') || variants.some((other) => other.name.startsWith(`${name}:`)))
      writing.lose(`The name of the variant ${quoteFound(name)} means others in promptfoo, too.`);
}
