import { sortedJson } from '#base/sortedJson.ts';
import type { PromptVariant, VariantTemplate } from '../../prompts/prompt.ts';
import type { FoundPrompt } from './prompts.ts';
import type { FoundProvider } from './providers.ts';

/** Columns that tests put before and behind a prompt. */
export const prefixColumn = '__prefix';
export const suffixColumn = '__suffix';

/**
 * Every prompt with every set of parameters that a provider brings. Where all providers bring the same, and take every
 * prompt, variants are prompts; otherwise each says which models it is for.
 */
export function variantsOf(
  prompts: readonly FoundPrompt[],
  providers: readonly FoundProvider[],
  hasAffixes: boolean,
): readonly PromptVariant[] {
  const groups = groupsOf(providers);
  const made = groups.flatMap((group) =>
    prompts
      .filter((prompt) => takes(group, prompt))
      .map((prompt): PromptVariant => {
        const { messages, isText } = prompt;
        const [first] = messages;
        const wraps = hasAffixes && isText && first !== undefined;
        return {
          name: nameOf(
            prompt,
            group,
            prompts.length,
            groups.filter((one) => takes(one, prompt)).length,
          ),
          messages: wraps ? [{ ...first, content: wrapped(first.content) }] : messages,
          parameters: group.parameters,
          ...(group.responseFormat === undefined ? {} : { responseFormat: group.responseFormat }),
          template: wraps ? withAffixes : plain,
          ...(groups.length === 1 && group.prompts === undefined ? {} : { models: group.models }),
          range: first?.range ?? group.range,
        };
      }),
  );
  return distinct(made);
}

function takes({ prompts }: Group, { label }: FoundPrompt): boolean {
  return prompts === undefined || prompts.some(named(label));
}

const plain: VariantTemplate = { language: 'nunjucks' };

const withAffixes: VariantTemplate = {
  language: 'nunjucks',
  defaults: { [prefixColumn]: '', [suffixColumn]: '' },
};

function wrapped(content: string): string {
  return `{{ ${prefixColumn} }}${content}{{ ${suffixColumn} }}`;
}

interface Group extends Pick<FoundProvider, 'parameters' | 'responseFormat' | 'prompts' | 'range'> {
  readonly label: string;
  readonly models: readonly string[];
}

/** Providers that say the same of what is sent. */
function groupsOf(providers: readonly FoundProvider[]): readonly Group[] {
  const groups = new Map<string, Group & { models: string[] }>();
  for (const { model, label, ...group } of providers) {
    const { parameters, responseFormat, prompts } = group;
    const key = sortedJson([parameters, responseFormat ?? null, prompts]);
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, { label: label ?? model, models: [model], ...group });
    } else if (!known.models.includes(model)) known.models.push(model);
  }
  if (groups.size > 0) return [...groups.values()];
  return [
    {
      label: '',
      models: [],
      parameters: {},
      responseFormat: undefined,
      prompts: undefined,
      range: start,
    },
  ];
}

const start = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** A provider names a prompt by its label, the beginning of it before a colon, or with a star. */
function named(label: string): (wanted: string) => boolean {
  return (wanted) => {
    const group = wanted.endsWith(':*') ? wanted.slice(0, -2) : wanted;
    return label === wanted || label.startsWith(`${group}:`);
  };
}

/** `groups`: those that take this prompt; where it is one, the prompt alone says which variant this is. */
function nameOf(prompt: FoundPrompt, group: Group, prompts: number, groups: number): string {
  if (prompts === 1) return groups === 1 ? 'base' : group.label;
  return groups === 1 ? prompt.label : `${prompt.label} · ${group.label}`;
}

function distinct(variants: readonly PromptVariant[]): readonly PromptVariant[] {
  const taken = new Map<string, number>();
  return variants.map((variant) => {
    const count = (taken.get(variant.name) ?? 0) + 1;
    taken.set(variant.name, count);
    return count === 1 ? variant : { ...variant, name: `${variant.name} ${count}` };
  });
}
