import type { JsonObject, JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { caseId } from '../../datasets/caseId.ts';
import { CaseIds } from '../../datasets/caseIds.ts';
import { isList } from '../../prompts/printValue.ts';
import type { AssertionMaker } from './assertions.ts';
import type { Filler } from './filler.ts';
import type { RawTest } from './rawTest.ts';
import type { PromptfooReading } from './reading.ts';
import { valuesOf } from './vars.ts';
import { prefixColumn, suffixColumn } from './variants.ts';

/** A case for each combination of each test. Ids are unique. */
export function casesOf(
  tests: readonly RawTest[],
  filler: Filler,
  maker: AssertionMaker,
  reading: PromptfooReading,
): readonly EvalCase[] {
  const ids = new CaseIds();
  return tests.flatMap((test) => {
    tellOptions(test, reading);
    return valuesOf(test, filler, reading).map((vars): EvalCase => {
      const assertions = maker.of(test, vars);
      const values = withAffixes(vars, test, filler);
      const { file, range } = test.at;
      const wanted = idIn(test, vars, filler) ?? caseId(values);
      return {
        id: ids.takeNumbered(wanted, file, range.start.line),
        values,
        ...(assertions === undefined ? {} : { assertions }),
        tags: tagsOf(test.metadata),
        source: { file, line: range.start.line },
      };
    });
  });
}

/** The description is what people know a test by. */
function idIn({ description }: RawTest, vars: JsonObject, filler: Filler): string | undefined {
  const text = filler
    .text(description ?? '', vars)
    .value.replaceAll(/\s+/g, ' ')
    .trim();
  return usableId.test(text) ? text : undefined;
}

const usableId = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,200}$/u;

function withAffixes(vars: JsonObject, { options }: RawTest, filler: Filler): JsonObject {
  const { prefix, suffix } = options;
  return {
    ...vars,
    ...(typeof prefix === 'string' ? { [prefixColumn]: filler.text(prefix, vars).value } : {}),
    ...(typeof suffix === 'string' ? { [suffixColumn]: filler.text(suffix, vars).value } : {}),
  };
}

/** `category=math`; of a list a tag for each entry. */
function tagsOf(metadata: JsonObject): readonly string[] {
  const tags = Object.entries(metadata).flatMap(([key, value]) => {
    const values: readonly JsonValue[] = value !== null && isList(value) ? value : [value];
    return values.flatMap((one) =>
      typeof one === 'object' ? [] : [key === 'tags' ? String(one) : `${key}=${String(one)}`],
    );
  });
  return [...new Set(tags)];
}

/** Options that would change what is asserted. */
const changing = ['transform', 'postprocess', 'transformVars', 'storeOutputAs', 'rubricPrompt'];

function tellOptions({ options, at }: RawTest, reading: PromptfooReading): void {
  for (const key of changing) {
    if (options[key] === undefined) continue;
    reading.tell(
      'warning',
      at,
      key === 'rubricPrompt' ? 'key-without-effect' : 'transform-unsupported',
      key === 'rubricPrompt'
        ? 'The `rubricPrompt` has no effect here: judges are asked in words of Assay.'
        : `\`${key}\` is not applied: assertions look at the reply, and the prompt at the values, as they are.`,
      key === 'transform' || key === 'postprocess'
        ? 'Look at the form in a `javascript` assertion.'
        : 'Remove it.',
    );
  }
}
