import { isJsonObject, type JsonValue } from '#base/json.ts';
import { quoteFound } from '../documents/problems.ts';
import type { KnownMetric } from '../prompts/checkEvaluators.ts';
import { isList } from '../prompts/printValue.ts';
import type { Prompt } from '../prompts/prompt.ts';

/** What an evaluator can never find in a reply. */
export interface Expectation {
  /** Its name. */
  readonly evaluator: string;
  /** Why no reply matches, as a clause; `undefined`: some reply does. */
  readonly why: (expected: JsonValue) => string | undefined;
}

export function expectations(
  prompt: Prompt,
  metrics: ReadonlyMap<string, KnownMetric>,
): readonly Expectation[] {
  return prompt.evaluators.flatMap(({ name, uses, with: written }) => {
    const read = metrics.get(uses)?.settings.safeParse(written ?? {});
    if (read?.success !== true || !isJsonObject(read.data)) return [];
    const why = make(uses, read.data);
    return why === undefined ? [] : [{ evaluator: name, why }];
  });
}

type Settings = Readonly<Record<string, unknown>>;

function make(uses: string, settings: Settings): Expectation['why'] | undefined {
  switch (uses) {
    case 'label':
      return ofLabels(settings);
    case 'string':
      return settings['equals'] === '{{expected}}' ? trimmed : undefined;
    case 'numeric':
      return (expected) =>
        everyOf(expected, (one) => typeof one !== 'number' && !/\p{N}/u.test(textOf(one)))
          ? 'it is no number'
          : undefined;
    default:
      return undefined;
  }
}

/** The reply is compared without white space around it, and the text is not. */
function trimmed(expected: JsonValue): string | undefined {
  return typeof expected === 'string' && expected.trim() !== expected
    ? 'it has white space at an end, and replies are compared without'
    : undefined;
}

function ofLabels({ labels, ignoreCase }: Settings): Expectation['why'] | undefined {
  if (!Array.isArray(labels)) return undefined;
  const fold = (text: string): string =>
    (ignoreCase === false ? text : text.toLowerCase()).normalize('NFC').trim();
  const known = new Set(labels.map((label) => fold(String(label))));
  return (expected) => {
    const [first] = isList(expected) ? expected : [expected];
    if (first === undefined || typeof first === 'object') return undefined;
    const text = textOf(first);
    return known.has(fold(text)) ? undefined : `${quoteFound(text)} is not one of the labels`;
  };
}

function everyOf(expected: JsonValue, test: (one: JsonValue) => boolean): boolean {
  const all = isList(expected) ? expected : [expected];
  return all.length > 0 && all.every(test);
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
