import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { AnyAssertion, CaseAssertions } from '#protocol/assertion.ts';
import { plainValue } from '../../documents/node.ts';
import { didYouMean } from '../../documents/nearest.ts';
import { quoteFound } from '../../documents/problems.ts';
import { assertionTypes } from './assertionTypes.ts';
import type { Mapped, TypeRule } from './rules/rule.ts';
import type { Filler } from './filler.ts';
import { modelOf } from './modelIds.ts';
import type { OtherKey, RawAssertion, RawTest } from './rawTest.ts';
import { rubricNames, rubricPromptText } from './rubricPrompt.ts';
import type { PromptfooReading } from './reading.ts';

/** Makes the assertions of cases, and remembers which models they ask and whether code looks at values. */
export class AssertionMaker {
  readonly judges: Set<string> = new Set();
  readonly embeddings: Set<string> = new Set();
  hasCode = false;
  private readonly reading: PromptfooReading;
  private readonly filler: Filler;
  private readonly told = new Set<string>();

  constructor(reading: PromptfooReading, filler: Filler) {
    this.reading = reading;
    this.filler = filler;
  }

  /** `undefined`: the case demands nothing. */
  of(test: RawTest, values: JsonObject): CaseAssertions | undefined {
    const assert = this.all(test.assert, test, values);
    if (assert.length === 0) return undefined;
    const { threshold } = test;
    return { assert, ...(threshold === undefined ? {} : { threshold }) };
  }

  private all(
    list: readonly RawAssertion[],
    test: RawTest,
    values: JsonObject,
  ): readonly AnyAssertion[] {
    return list.flatMap((raw) => {
      const made = this.one(raw, test, values);
      return made === undefined ? [] : [made];
    });
  }

  private one(raw: RawAssertion, test: RawTest, values: JsonObject): AnyAssertion | undefined {
    const { weight, metric, at } = raw;
    const name = metric === undefined ? '' : this.filler.text(metric, values).value;
    const shared = {
      ...(name === '' ? {} : { name }),
      ...(weight === undefined ? {} : { weight }),
      at: { file: at.file, line: at.range.start.line },
    };
    if (raw.assert !== undefined) {
      const assert = this.all(raw.assert, test, values);
      if (assert.length === 0) return undefined;
      const { threshold } = raw;
      return { assert, ...(threshold === undefined ? {} : { threshold }), ...shared };
    }
    const not = raw.type.startsWith('not-');
    const type = not ? raw.type.slice(4) : raw.type;
    const rule = assertionTypes.get(type);
    if (rule === undefined) {
      this.tellUnknown(raw, type);
      return undefined;
    }
    this.report(raw, rule);
    const mapped = this.mapped(raw, rule, test, values);
    if (mapped === undefined) return undefined;
    const { asks, ...made } = mapped;
    this.note(asks, made.with);
    if (rule.fate === 'external') this.hasCode = true;
    return { ...made, ...(not ? { not: true as const } : {}), ...shared };
  }

  private mapped(
    raw: RawAssertion,
    rule: TypeRule,
    test: RawTest,
    values: JsonObject,
  ): Extract<Mapped, { uses: string }> | undefined {
    const { value, isSound } = this.valueOf(raw, values);
    if (!isSound) return undefined;
    const given = {
      value: this.rubricOf(raw, value, test, values),
      threshold: raw.threshold,
      vars: values,
      config: raw.config ?? {},
      model: this.judgeOf(raw, test),
      code: (reference: string) => {
        const path = this.reading.path(reference);
        const text = this.reading.text(path, raw.at);
        return text === undefined ? undefined : { text, path };
      },
    };
    const mapped = rule.map(given);
    if ('uses' in mapped) return mapped;
    if ('left' in mapped) this.tellLeft(raw, mapped.left);
    else this.tellFault(raw, mapped);
    return undefined;
  }

  /** What a judge is to go by: the value, or the words around it where the configuration has some of its own. */
  private rubricOf(
    raw: RawAssertion,
    value: JsonValue | undefined,
    test: RawTest,
    values: JsonObject,
  ): JsonValue | undefined {
    const written = raw.rubricPrompt ?? test.options['rubricPrompt'];
    if (written === undefined || written === null || raw.assert !== undefined) return value;
    const { takesRubricPrompt } = assertionTypes.get(raw.type.replace(/^not-/, '')) ?? {};
    if (takesRubricPrompt !== true) {
      if (raw.rubricPrompt !== undefined) this.tellRubricPrompt(raw);
      return value;
    }
    const prompt = this.filler.text(rubricPromptText(written, raw, this.reading), {
      ...values,
      ...rubricNames(value),
    });
    if (prompt.fault !== undefined)
      this.tellOnce('error', raw, 'template-invalid', prompt.fault, 'Correct the template.');
    if (raw.at.file === this.reading.file) {
      const note =
        'The rule that a judge goes by; where it names the reply, the judge is told where that stands.';
      this.reading.report.approximated(`${raw.at.key}.rubricPrompt`, raw.at.range, note);
    }
    return prompt.value;
  }

  private tellRubricPrompt(raw: RawAssertion): void {
    this.tellOnce(
      'warning',
      raw,
      'key-without-effect',
      `The \`rubricPrompt\` of ${quoteFound(raw.type)} has no effect here: this judge is asked in words of Assay.`,
      'Write it as the value of an `llm-rubric`.',
    );
  }

  /** Filled with the values of the case, or what a file holds. */
  private valueOf(
    raw: RawAssertion,
    values: JsonObject,
  ): { readonly value: JsonValue | undefined; readonly isSound: boolean } {
    const { value, at } = raw;
    if (typeof value === 'string' && value.startsWith('file://') && !isCode.test(value)) {
      const found = this.contentOf(value, at);
      return { value: found, isSound: found !== undefined };
    }
    const filled = this.filler.value(value, values);
    const [first] = filled.missing;
    if (first !== undefined) {
      this.tellOnce(
        'error',
        raw,
        'assertion-variable-missing',
        `The assertion reads ${quoteFound(first)}, which the case does not have; promptfoo fills in nothing.`,
        `${didYouMean(first, Object.keys(values))}Add the value, or correct the name.`,
      );
    }
    if (filled.fault !== undefined) {
      const next = 'Correct the template.';
      this.tellOnce('error', raw, 'template-invalid', filled.fault, next);
    }
    return { value: filled.value, isSound: first === undefined && filled.fault === undefined };
  }

  private contentOf(reference: string, at: RawAssertion['at']): JsonValue | undefined {
    const path = this.reading.path(reference);
    if (!/\.(?:json|ya?ml)$/i.test(path)) return this.reading.text(path, at)?.trim();
    const document = this.reading.document(path, at);
    return document === undefined ? undefined : plainValue(document);
  }

  /** The assertion's own provider, or the one of the test. */
  private judgeOf(raw: RawAssertion, test: RawTest): string | undefined {
    const written = raw.provider ?? test.options['provider'];
    const isSimilar = raw.type.includes('similar');
    const text = providerIn(written, isSimilar ? 'embedding' : 'text');
    if (text === undefined) return undefined;
    const found = modelOf(text);
    if (found.kind === 'model') return found.id;
    this.tellOnce(
      'warning',
      raw,
      'provider-external',
      `${quoteFound(text)} ${found.why}; the default of assay.yml judges instead.`,
      'Name an approved model as `provider`.',
    );
    return undefined;
  }

  private note(asks: Extract<Mapped, { uses: string }>['asks'], settings: JsonObject = {}): void {
    const { modelId } = settings;
    const id = typeof modelId === 'string' ? modelId : 'default';
    if (asks === 'judge' || asks === 'both') this.judges.add(id);
    if (asks === 'embedding') this.embeddings.add(id);
    if (asks === 'both') this.embeddings.add('default');
  }

  private report(raw: RawAssertion, { fate, note }: TypeRule): void {
    const { report, file } = this.reading;
    const { key, range } = raw.at;
    // A line stands in the configuration; what is in other files is told as a problem.
    if (raw.at.file !== file) return;
    if (fate === 'native') report.translated(key, range, 'A metric of the same meaning.');
    else if (fate === 'unsupported') report.dropped(key, range, note ?? '');
    else report.approximated(key, range, note ?? '');
    for (const other of raw.others) {
      report.dropped(other.at.key, other.at.range, 'It has no effect here.');
      if (other.key === 'transform' || other.key === 'contextTransform')
        this.tellTransform(raw, other);
    }
  }

  private tellTransform(raw: RawAssertion, { key, at }: OtherKey): void {
    this.tellOnce(
      'warning',
      { ...raw, at },
      'transform-unsupported',
      `The \`${key}\` of this assertion is not applied: it looks at the reply as it came.`,
      'Look at the form in a `javascript` assertion.',
    );
  }

  private tellUnknown(raw: RawAssertion, type: string): void {
    const types = [...assertionTypes.keys(), 'assert-set'];
    const next = `${didYouMean(type, types)}Write a type of promptfoo.`;
    const message = `There is no assertion of the type ${quoteFound(raw.type)}.`;
    this.tellOnce('error', raw, 'assertion-type-unknown', message, next);
  }

  private tellLeft(raw: RawAssertion, why: string): void {
    this.tellOnce(
      'warning',
      raw,
      'assertion-unsupported',
      `The assertion ${quoteFound(raw.type)} is left out: ${why}`,
      'Replace it, or know that nothing looks at this.',
    );
  }

  private tellFault(raw: RawAssertion, { fault, next }: { fault: string; next: string }): void {
    const message = `The assertion ${quoteFound(raw.type)} ${fault}`;
    this.tellOnce('error', raw, 'assertion-value', message, next);
  }

  /** Once for a place, however many cases come out of it. */
  private tellOnce(
    severity: 'error' | 'warning',
    { at }: RawAssertion,
    code: string,
    message: string,
    next: string,
  ): void {
    const key = `${code} ${at.file} ${at.range.start.line}:${at.range.start.column}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.reading.tell(severity, at, code, message, next);
  }
}

const isCode = /\.(?:[cm]?[jt]s|py|rb)(?::\w+)?$/;

/** A text, an object with `id`, or a map of kinds of models. */
function providerIn(
  written: JsonValue | undefined,
  kind: 'text' | 'embedding',
): string | undefined {
  if (typeof written === 'string') return written;
  if (!isJsonObject(written)) return undefined;
  if (typeof written['id'] === 'string') return written['id'];
  const inner = written[kind];
  return inner === undefined ? undefined : providerIn(inner, kind);
}
