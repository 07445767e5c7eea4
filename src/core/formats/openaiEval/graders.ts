import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { AnyAssertion, Assertion } from '#protocol/assertion.ts';
import { isList } from '../../prompts/printValue.ts';
import { compileTemplate, renderTemplate } from '../../prompts/template.ts';
import { itemNames } from './names.ts';

/** What a grader becomes for one item; or why it is left out. */
export type Graded =
  | {
      readonly assertion: AnyAssertion;
      readonly asks?: 'judge' | 'embedding';
      readonly model?: string;
      /** Where the meaning is not the same. */
      readonly note?: string;
    }
  | { readonly left: string };

/** A grader of an eval, filled with the values of one item. */
export function gradeOf(grader: JsonObject, values: JsonObject): Graded {
  const name = textOf(grader['name']);
  const shared = name === '' ? {} : { name };
  const fill = (text: JsonValue | undefined): string => filled(textOf(text), values);
  const type = textOf(grader['type']);
  if (type === 'string_check') return named(stringCheck(grader, fill), shared);
  if (type === 'text_similarity') return named(similarity(grader, fill), shared);
  if (type === 'label_model') return named(labels(grader, fill), shared);
  if (type === 'score_model') return named(scores(grader, fill), shared);
  if (type === 'python') {
    return { left: 'no Python grader is run; write it as a program with `uses: process`.' };
  }
  if (type === 'multi') {
    return { left: 'a formula over graders is not computed; name its graders one by one.' };
  }
  return { left: `there is no grader of the type "${type}".` };
}

function named(graded: Graded, shared: { readonly name?: string }): Graded {
  if (!('assertion' in graded)) return graded;
  return { ...graded, assertion: { ...graded.assertion, ...shared } };
}

const operations: Readonly<Record<string, Omit<Assertion, 'expected'>>> = {
  eq: { uses: 'exact-match', with: { trim: false } },
  ne: { uses: 'exact-match', with: { trim: false }, not: true },
  neq: { uses: 'exact-match', with: { trim: false }, not: true },
  like: { uses: 'contains' },
  ilike: { uses: 'contains', with: { ignoreCase: true } },
};

type Fill = (text: JsonValue | undefined) => string;

function stringCheck(grader: JsonObject, fill: Fill): Graded {
  const operation = textOf(grader['operation']);
  const made = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (made === undefined) return { left: `there is no operation "${operation}".` };
  const isReply = isOutput(grader['input']);
  // Both sides of an equality may be the reply.
  const isTurned = isOutput(grader['reference']) && made.uses === 'exact-match';
  if (!isReply && !isTurned) return { left: 'it does not compare the reply as a whole.' };
  const expected = fill(isReply ? grader['reference'] : grader['input']);
  return { assertion: { ...made, expected } };
}

const metrics: Readonly<Record<string, readonly [Assertion, string?]>> = {
  fuzzy_match: [{ uses: 'edit-similarity' }, 'Levenshtein, where rapidfuzz looks at parts too.'],
  bleu: [{ uses: 'bleu' }, 'The sentence BLEU of sacreBLEU.'],
  gleu: [{ uses: 'gleu' }],
  rouge_1: [{ uses: 'rouge', with: { variant: 'rouge-1' } }],
  rouge_2: [{ uses: 'rouge', with: { variant: 'rouge-2' } }],
  rouge_l: [{ uses: 'rouge', with: { variant: 'rouge-l' } }],
  cosine: [{ uses: 'semantic-similarity' }, 'By the embedding model of assay.yml.'],
};

function similarity(grader: JsonObject, fill: Fill): Graded {
  const metric = textOf(grader['evaluation_metric']);
  const [made, note] = Object.hasOwn(metrics, metric) ? (metrics[metric] ?? []) : [];
  if (made === undefined) return { left: `"${metric}" is not computed.` };
  if (!isOutput(grader['input'])) return { left: 'it does not compare the reply as a whole.' };
  const threshold = numberOf(grader['pass_threshold']);
  const least = made.uses === 'bleu' && threshold !== undefined ? threshold * 100 : threshold;
  return {
    assertion: {
      ...made,
      expected: fill(grader['reference']),
      ...(least === undefined ? {} : { threshold: least }),
    },
    ...(made.uses === 'semantic-similarity' ? { asks: 'embedding' as const } : {}),
    ...(note === undefined ? {} : { note }),
  };
}

/** A rubric whose choices are the labels. */
function labels(grader: JsonObject, fill: Fill): Graded {
  const all = listOf(grader['labels']).map(textOf);
  const passing = new Set(listOf(grader['passing_labels']).map(textOf));
  if (all.length < 2) return { left: 'it has fewer than two labels.' };
  const choices = all.map((choice) => ({ choice, score: passing.has(choice) ? 1 : 0 }));
  const note = 'A judge chooses a label in the words of Assay; your instructions are its criteria.';
  return asked('rubric', { choices }, grader, fill, note);
}

/** A rating on a scale of its own, brought to 0 to 1. */
function scores(grader: JsonObject, fill: Fill): Graded {
  const [least = 0, most = 1] = listOf(grader['range']).map((one) => numberOf(one) ?? 0);
  const threshold = numberOf(grader['pass_threshold']);
  const note = 'The mean of ratings from 1 to 5 by your instructions, on a scale from 0 to 1.';
  const graded = asked('g-eval', { samples: 1 }, grader, fill, note);
  if (!('assertion' in graded) || threshold === undefined || most <= least) return graded;
  const share = Math.min(1, Math.max(0, (threshold - least) / (most - least)));
  return { ...graded, assertion: { ...graded.assertion, threshold: share } };
}

function asked(
  uses: string,
  settings: JsonObject,
  grader: JsonObject,
  fill: Fill,
  note: string,
): Graded {
  const criteria = listOf(grader['input'])
    .map((message) => fill(contentOf(message)))
    .filter((text) => text.trim() !== '')
    .join('\n\n');
  if (criteria === '') return { left: 'it has no instructions.' };
  const name = textOf(grader['model']);
  const model = name === '' ? undefined : `openai/${name}`;
  const modelId = model === undefined ? {} : { modelId: model };
  return {
    assertion: { uses, with: { criteria, ...settings, ...modelId } },
    asks: 'judge',
    ...(model === undefined ? {} : { model }),
    note,
  };
}

/** `{{item.x}}` is a value of the item; the reply is what the judge is shown. */
function filled(text: string, values: JsonObject): string {
  const written = itemNames(text).replaceAll(
    /\{\{\s*sample\.output_(?:text|json)\s*\}\}/g,
    '(the reply)',
  );
  return renderTemplate(compileTemplate(written), values).text;
}

function isOutput(value: JsonValue | undefined): boolean {
  return /^\s*\{\{\s*sample\.output_text\s*\}\}\s*$/.test(textOf(value));
}

export function contentOf(message: JsonValue | undefined): string {
  if (!isJsonObject(message)) return textOf(message);
  const { content } = message;
  if (isJsonObject(content)) return textOf(content['text']);
  if (content !== undefined && isListValue(content)) {
    return content.map((part) => (isJsonObject(part) ? textOf(part['text']) : '')).join('\n');
  }
  return textOf(content);
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return value !== undefined && isListValue(value) ? value : [];
}

function isListValue(value: JsonValue): value is readonly JsonValue[] {
  return typeof value === 'object' && value !== null && isList(value);
}
