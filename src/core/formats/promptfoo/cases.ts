import type { JsonObject, JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { caseId } from '../../datasets/caseId.ts';
import { CaseIds } from '../../datasets/caseIds.ts';
import { givenReplyColumn } from '../../prompts/givenReply.ts';
import { isList } from '../../prompts/printValue.ts';
import type { AssertionMaker } from './assertions.ts';
import type { Filler } from './filler.ts';
import type { RawTest } from './rawTest.ts';
import type { Place, PromptfooReading } from './reading.ts';
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
  const told = new Set<string>();
  return tests.flatMap((test) => {
    if (test.output !== undefined) tellOutput(test.output.at, told, reading);
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

function withAffixes(vars: JsonObject, { options, output }: RawTest, filler: Filler): JsonObject {
  const { prefix, suffix } = options;
  return {
    ...vars,
    ...(typeof prefix === 'string' ? { [prefixColumn]: filler.text(prefix, vars).value } : {}),
    ...(output === undefined ? {} : { [givenReplyColumn]: output.reply }),
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

/** A run asks; what is said already is scored on its own. Told once a file. */
function tellOutput(at: Place, told: Set<string>, reading: PromptfooReading): void {
  const note = 'A run asks the model all the same; `assay score` scores what stands here.';
  if (at.file === reading.file) reading.report.approximated(at.key, at.range, note);
  if (told.has(at.file)) return;
  told.add(at.file);
  const message = `\`providerOutput\` has no effect in a run. ${note}`;
  const next = `Score it with "assay score ${reading.file}".`;
  reading.tell('warning', at, 'key-without-effect', message, next);
}
