import type { JsonObject, JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { caseId } from '../../../datasets/caseId.ts';
import { quoteFound } from '../../../documents/problems.ts';
import { givenReplyColumn } from '../../../prompts/givenReply.ts';
import { isList } from '../../../prompts/printValue.ts';
import { prefixColumn, suffixColumn } from '../variants.ts';
import { writeAssertions, type WrittenEvaluator } from './assertions.ts';
import { literal, literalText } from './nunjucksText.ts';
import type { Writing } from './writing.ts';

/** A case as a test. `evaluators`: those that only a test with something to compare with may have. */
export function writeTest(
  testCase: EvalCase,
  evaluators: readonly WrittenEvaluator[],
  hasOthers: boolean,
  writing: Writing,
): JsonObject {
  const { id, values, tags, assertions, expected } = testCase;
  const {
    [prefixColumn]: prefix,
    [suffixColumn]: suffix,
    [givenReplyColumn]: reply,
    ...own
  } = values;
  const vars: JsonObject = expected === undefined || 'expected' in own ? own : { ...own, expected };
  const options = {
    ...(typeof prefix === 'string' ? { prefix: literalText(prefix) } : {}),
    ...(typeof suffix === 'string' ? { suffix: literalText(suffix) } : {}),
    ...(Object.values(vars).some(isExpanded) ? { disableVarExpansion: true } : {}),
  };
  const demanded = assertions === undefined ? {} : writeAssertions(assertions, expected, writing);
  return {
    ...(id === caseId(values) ? {} : { description: literalText(described(id, writing)) }),
    vars: Object.fromEntries(Object.entries(vars).map(([name, one]) => [name, literal(one)])),
    ...(reply === undefined ? {} : { providerOutput: reply }),
    ...joined(demanded, evaluatorsOf(testCase, evaluators, writing), hasOthers),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(tags.length === 0 ? {} : { metadata: { tags } }),
  };
}

/** promptfoo makes a case of each entry. */
function isExpanded(value: JsonValue): boolean {
  return value !== null && isList(value) && typeof value[0] === 'string';
}

/** Read back, white space is one space. */
function described(id: string, writing: Writing): string {
  if (id.replaceAll(/\s+/g, ' ').trim() !== id)
    writing.lose(`The id ${quoteFound(id)} of a case loses its white space.`);
  return id;
}

function evaluatorsOf(
  { id, expected }: EvalCase,
  evaluators: readonly WrittenEvaluator[],
  writing: Writing,
): readonly JsonObject[] {
  // What has nothing to compare with is not applicable here, and would be a failure there.
  if (evaluators.length === 0 || expected === undefined) return [];
  if (typeof expected !== 'object') return evaluators.map(({ assertion }) => assertion);
  writing.lose(`What the case ${quoteFound(id)} expects is no text; nothing compares with it.`);
  return [];
}

/** A share that is enough counts for what the case demands, and not for the evaluators beside it. */
function joined(
  { assert, threshold }: JsonObject,
  evaluators: readonly JsonObject[],
  hasOthers: boolean,
): JsonObject {
  const own = assert !== undefined && assert !== null && isList(assert) ? assert : [];
  const isApart = threshold !== undefined && own.length > 0 && (hasOthers || evaluators.length > 0);
  const all = isApart
    ? [{ type: 'assert-set', assert: own, threshold }, ...evaluators]
    : [...own, ...evaluators];
  return {
    ...(all.length === 0 ? {} : { assert: all }),
    ...(isApart || threshold === undefined ? {} : { threshold }),
  };
}
