import { posix } from 'node:path';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { withoutPlaces, type CaseAssertions } from '#protocol/assertion.ts';
import type { EvalCase } from '#protocol/case.ts';
import { assertionsKey } from '../../datasets/caseAssertions.ts';
import type { MessageTemplate, Prompt, PromptVariant } from '../../prompts/prompt.ts';
import { inlined } from './inlinePartials.ts';

/** A prompt as a file of Assay's own format, and what it could not take along. */
export interface WrittenPrompt {
  /** What the file is to say, in order. */
  readonly document: JsonObject;
  /** Cases that would make the file too long: lines for a dataset of this name beside it. */
  readonly dataset?: { readonly file: string; readonly text: string };
  /** Sentences. */
  readonly losses: readonly string[];
}

/** More cases than this stand in a dataset. */
const mostInline = 50;

/** `file`: where it is going to stand, from the project's root. */
export function writePromptYml(prompt: Prompt, file: string): WrittenPrompt {
  const losses: string[] = [];
  const [base] = prompt.variants;
  const language = base?.template?.language ?? 'assay';
  if (prompt.variants.some(({ template }) => (template?.language ?? 'assay') !== language))
    losses.push('Its variants are written in several template languages; only one can be named.');
  if (prompt.variants.some(({ models }) => models !== undefined))
    losses.push('Some variants are for some of the models only; here each is asked of all.');
  const cases = prompt.cases.map((one) => caseOf(one, base));
  const isLong = cases.length > mostInline;
  const datasetFile = `${posix.basename(file).replace(/\.prompt\.ya?ml$/i, '')}.cases.jsonl`;
  const datasets = prompt.datasets.map(({ file: name, map }) => ({
    file: moved(name, prompt.file, file),
    ...(Object.keys(map).length === 0 ? {} : { map }),
  }));
  if (isLong) datasets.unshift({ file: datasetFile });
  if (prompt.datasets.length > 0 && Object.keys(base?.template?.defaults ?? {}).length > 0)
    losses.push(
      'Values that count where a case has none do not reach into datasets: add them there.',
    );
  const ids = prompt.models.map(({ id }) => id);
  const document: JsonObject = {
    name: prompt.name,
    ...(prompt.description === undefined ? {} : { description: prompt.description }),
    ...(ids.length === 1 ? { model: ids[0] } : {}),
    ...(ids.length > 1 ? { models: ids } : {}),
    ...(base === undefined ? {} : variantKeys(base, undefined)),
    ...(language === 'assay' ? {} : { template: language }),
    messages: base === undefined ? [] : messagesOf(base, losses),
    ...(prompt.variants.length < 2 ? {} : { variants: otherVariants(prompt.variants, losses) }),
    ...(cases.length === 0 || isLong ? {} : { testData: cases }),
    ...(datasets.length === 0 ? {} : { datasets }),
    ...(prompt.evaluators.length === 0 ? {} : { evaluators: prompt.evaluators.map(evaluatorOf) }),
    ...(prompt.repeats === undefined ? {} : { repeats: prompt.repeats }),
  };
  const lines = cases.map((one) => `${JSON.stringify(one)}\n`).join('');
  return { document, losses, ...(isLong ? { dataset: { file: datasetFile, text: lines } } : {}) };
}

/** What of a variant is not its messages; of a later one what differs from the first. */
function variantKeys(
  { parameters, responseFormat }: PromptVariant,
  base: PromptVariant | undefined,
): JsonObject {
  const isSame =
    base !== undefined && JSON.stringify(base.parameters) === JSON.stringify(parameters);
  const isSameFormat =
    base !== undefined && JSON.stringify(base.responseFormat) === JSON.stringify(responseFormat);
  return {
    ...(isSame || Object.keys(parameters).length === 0
      ? {}
      : { modelParameters: plain(parameters) }),
    ...(responseFormat === undefined || isSameFormat
      ? {}
      : { responseFormat: responseFormat.type }),
    ...(responseFormat?.type === 'json_schema' && !isSameFormat
      ? {
          jsonSchema: {
            name: responseFormat.name,
            strict: responseFormat.strict,
            schema: responseFormat.schema,
          },
        }
      : {}),
  };
}

function plain(parameters: PromptVariant['parameters']): JsonObject {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}

function otherVariants(
  [base, ...others]: readonly PromptVariant[],
  losses: string[],
): readonly JsonObject[] {
  return others.map((variant) => ({
    name: variant.name,
    ...(variant.messages === base?.messages ? {} : { messages: messagesOf(variant, losses) }),
    ...variantKeys(variant, base),
  }));
}

interface WrittenMessage extends JsonObject {
  readonly role: string;
  readonly content: string;
}

function messagesOf(
  { messages, template }: PromptVariant,
  losses: string[],
): readonly WrittenMessage[] {
  return messages.flatMap((message): readonly WrittenMessage[] => {
    if (message.thread !== undefined) return [{ role: 'thread', content: message.thread }];
    const content = inlined(message.content, template, losses);
    return template?.language === 'handlebars'
      ? atRoles({ ...message, content })
      : [{ role: message.role, content }];
  });
}

const roleTag = /\{\{[ \t]*role[ \t]+["'](system|user|model|assistant)["'][ \t]*\}\}/g;

/** Where dotprompt's own tags begin messages, and no block is open, messages of their own. */
function atRoles({ role, content }: MessageTemplate): readonly WrittenMessage[] {
  const found: WrittenMessage[] = [];
  let at = 0;
  let current: string = role;
  const add = (end: number): void => {
    const text = content.slice(at, end);
    if (text.trim() !== '') found.push({ role: current, content: text });
  };
  for (const tag of content.matchAll(roleTag)) {
    const before = content.slice(0, tag.index);
    if ((before.match(/\{\{~?#/g)?.length ?? 0) > (before.match(/\{\{~?\//g)?.length ?? 0))
      continue;
    add(tag.index);
    at = tag.index + tag[0].length;
    current = tag[1] === 'model' ? 'assistant' : (tag[1] ?? 'user');
  }
  add(content.length);
  return found;
}

/** The values that a case ends up with: its own, those that count where it has none, and nothing for what may be left out. */
export function caseOf(
  { id, values, expected, tags, assertions }: EvalCase,
  variant: PromptVariant | undefined,
): JsonObject {
  const { defaults = {}, optional = [] } = variant?.template ?? {};
  const empty = optional
    .filter((name) => !Object.hasOwn(values, name) && !Object.hasOwn(defaults, name))
    .map((name): [string, JsonValue] => [name, '']);
  return {
    id,
    ...defaults,
    ...values,
    ...Object.fromEntries(empty),
    ...(expected === undefined ? {} : { expected }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(assertions === undefined ? {} : { [assertionsKey]: demandsOf(assertions) }),
  };
}

/** The list alone where nothing else is said. */
function demandsOf(assertions: CaseAssertions): JsonValue {
  const { threshold, assert } = withoutPlaces(assertions);
  const whole = threshold === undefined ? assert : { threshold, assert };
  return JSON.parse(JSON.stringify(whole)) as JsonValue;
}

/** An evaluator as `evaluators:` has it. */
export function evaluatorOf({
  name,
  uses,
  with: settings,
  threshold,
}: Prompt['evaluators'][number]): JsonObject {
  const held: JsonValue = JSON.parse(JSON.stringify(settings ?? {})) as JsonValue;
  const isEmpty = typeof held === 'object' && held !== null && Object.keys(held).length === 0;
  const own = uses === 'string' || uses === 'llm';
  return {
    ...(name === uses ? {} : { name }),
    ...(own ? { [uses]: held } : { uses }),
    ...(own || isEmpty ? {} : { with: held }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}

/** A path beside one file, from beside another. */
function moved(name: string, from: string, to: string): string {
  const path = posix.join(posix.dirname(from), name);
  return posix.relative(posix.dirname(to), path);
}
