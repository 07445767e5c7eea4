import { isJsonObject, type JsonObject, type JsonValue } from '#base/json.ts';
import type { AnyAssertion, Assertion, CaseAssertions } from '#protocol/assertion.ts';
import { quoteFound } from '../../../documents/problems.ts';
import { metricOf } from '../../../metrics/builtin.ts';
import type { Evaluator } from '../../../prompts/prompt.ts';
import { type Made, textIn } from '../rules/rule.ts';
import { typeFor, type Found } from './assertion.ts';
import { literal, literalText, nunjucksOf } from './nunjucksText.ts';
import type { Writing } from './writing.ts';

/** What a case expects, as promptfoo names it in a text. */
const expectedMark = '{{ expected }}';

/** What a case demands, as `assert` of a test. */
export function writeAssertions(
  { assert, threshold }: CaseAssertions,
  expected: JsonValue | undefined,
  writing: Writing,
): JsonObject {
  return {
    assert: assert.flatMap((one) => listOf(written(one, expected, 0, writing))),
    ...(threshold === undefined ? {} : { threshold }),
  };
}

/** An evaluator as an assertion for the cases of a prompt. */
export interface WrittenEvaluator {
  readonly assertion: JsonObject;
  /** It compares with what a case expects, and there has to be something. */
  readonly readsExpected: boolean;
}

/** `undefined`: promptfoo has nothing like it, which is told. */
export function writeEvaluator(
  evaluator: Evaluator,
  writing: Writing,
): WrittenEvaluator | undefined {
  const { name, threshold } = evaluator;
  const { uses, settings, isTemplate } = plainly(evaluator, writing);
  const who = `The evaluator ${quoteFound(name)}`;
  const made = filledIn({ uses, with: settings, threshold, expected: undefined }, expectedMark);
  const found = typeFor(made, undefined);
  if (found === undefined) {
    writing.lose(`${who} is left out: promptfoo has no assertion like \`${uses}\`.`);
    return undefined;
  }
  const differs = found.differs.filter((one) => one !== 'counts');
  // What is only told in Assay has no weight there.
  const isTold = threshold === undefined && differs.includes('threshold');
  const rest = differs.filter((one) => one !== 'threshold');
  if (rest.length > 0) writing.lose(differing(who, found.type, rest));
  const readsExpected = JSON.stringify(found.written.value ?? '').includes(expectedMark);
  return {
    readsExpected,
    assertion: {
      ...body(found, made, readsExpected || isTemplate ? (value) => value : literal, writing),
      ...(name === uses ? {} : { metric: literalText(name) }),
      ...(isTold ? { weight: 0 } : {}),
    },
  };
}

/** The evaluators that GitHub had, in the words of the metrics that replaced them. */
function plainly(
  { uses, with: settings }: Evaluator,
  writing: Writing,
): { readonly uses: string; readonly settings: JsonObject; readonly isTemplate?: true } {
  const given: JsonObject = isJsonObject(settings) ? settings : {};
  if (uses !== 'string') return { uses, settings: given };
  const key = ['equals', 'contains', 'startsWith', 'endsWith'].find((one) => one in given) ?? '';
  const { text, odd } = nunjucksOf(textIn(given[key]) ?? '');
  if (odd.length > 0) writing.lose(`promptfoo cannot read the names ${odd.join(', ')}.`);
  const isTemplate = true;
  if (key === 'equals') return { uses: 'exact-match', settings: { value: text }, isTemplate };
  const kinds: Readonly<Record<string, string>> = {
    startsWith: 'starts-with',
    endsWith: 'ends-with',
  };
  return { uses: kinds[key] ?? key, settings: { value: text, ignoreCase: true }, isTemplate };
}

/** With what the case expects, where that is what the metric looks at. */
function filledIn(made: Made, expected: JsonValue | undefined): Made {
  const { uses, with: settings } = made;
  // `equals` of GitHub brings its own text.
  if (uses === 'exact-match' && 'value' in settings) {
    const { value, ...rest } = settings;
    return { ...made, with: rest, expected: value };
  }
  if (made.expected !== undefined || expected === undefined) return made;
  if (partKinds.has(uses))
    return 'value' in settings ? made : { ...made, with: { ...settings, value: expected } };
  const isRead = metricOf(uses)?.needs.includes('expected') === true;
  return isRead ? { ...made, expected } : made;
}

const partKinds = new Set(['contains', 'starts-with', 'ends-with']);

/** At most one group in another is written: promptfoo has no deeper ones. */
function written(
  one: AnyAssertion,
  expected: JsonValue | undefined,
  depth: number,
  writing: Writing,
): JsonObject | undefined {
  const { name, weight } = one;
  const shared = {
    ...(name === undefined ? {} : { metric: literalText(name) }),
    ...(weight === undefined ? {} : { weight }),
  };
  if ('assert' in one) {
    const { assert, threshold } = one;
    if (depth > 0) {
      writing.lose('A group of assertions inside of another is left out: promptfoo has none.');
      return undefined;
    }
    const inner = assert.flatMap((part) => listOf(written(part, expected, depth + 1, writing)));
    if (inner.length === 0) return undefined;
    return {
      type: 'assert-set',
      assert: inner,
      ...(threshold === undefined ? {} : { threshold }),
      ...shared,
    };
  }
  const single = writeSingle(one, expected, writing);
  return single === undefined ? undefined : { ...single, ...shared };
}

function writeSingle(
  { uses, with: settings = {}, expected: own, threshold, not, counts }: Assertion,
  expected: JsonValue | undefined,
  writing: Writing,
): JsonObject | undefined {
  const made = filledIn({ uses, with: settings, expected: own, threshold }, expected);
  const found = typeFor(made, counts);
  const who = `An assertion \`${uses}\``;
  if (found === undefined) {
    writing.lose(`${who} is left out: promptfoo has none like it.`);
    return undefined;
  }
  if (found.differs.length > 0) writing.lose(differing(who, found.type, found.differs));
  const single = body(found, made, literal, writing);
  return not === true ? { ...single, type: `not-${found.type}` } : single;
}

function body(
  { type, written: { value, threshold, config } }: Found,
  made: Made,
  valueOf: (value: JsonValue) => JsonValue,
  writing: Writing,
): JsonObject {
  const { modelId } = made.with;
  const task = made.uses === 'semantic-similarity' ? 'embedding' : 'chat';
  return {
    type,
    ...(value === undefined ? {} : { value: valueOf(value) }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(typeof modelId === 'string' ? { provider: writing.provider(modelId, task) } : {}),
    ...(config === undefined ? {} : { config }),
  };
}

function differing(who: string, type: string, settings: readonly string[]): string {
  const names = settings.map((one) => `\`${one}\``).join(' and ');
  return `${who} becomes \`${type}\`, which does not know its ${names}.`;
}

function listOf(one: JsonObject | undefined): readonly JsonObject[] {
  return one === undefined ? [] : [one];
}
