import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { Assertion } from '#protocol/assertion.ts';
import { isList } from '../../prompts/printValue.ts';
import { factualityChoices } from './factuality.ts';
import { javascriptOf, pythonOf } from './scripts.ts';

/** What an assertion becomes. */
export type Mapped =
  | (Pick<Assertion, 'uses' | 'with' | 'expected' | 'threshold' | 'counts'> & {
      readonly asks?: 'judge' | 'embedding' | 'both';
    })
  /** What is wrong with it, and what to do. */
  | { readonly fault: string; readonly next: string }
  /** It is left out, and why. */
  | { readonly left: string };

export interface TypeRule {
  readonly fate: 'native' | 'approximated' | 'external' | 'unsupported';
  /** Where the meaning is not the same, or why it is not run. */
  readonly note?: string;
  readonly map: (given: Given) => Mapped;
}

/** An assertion with its texts filled and its files read. */
export interface Given {
  readonly value: JsonValue | undefined;
  readonly threshold: number | undefined;
  /** The values of the case. */
  readonly vars: JsonObject;
  readonly config: JsonObject;
  /** Of the judge or the embedding model, where one is named. */
  readonly model: string | undefined;
  /** Reads a file of code beside the configuration; `undefined`, told: there is none. */
  readonly code: (
    reference: string,
  ) => { readonly text: string; readonly path: string } | undefined;
}

const native = (map: TypeRule['map']): TypeRule => ({ fate: 'native', map });
const near = (note: string, map: TypeRule['map']): TypeRule => ({
  fate: 'approximated',
  note,
  map,
});
const external = (note: string, map: TypeRule['map']): TypeRule => ({
  fate: 'external',
  note,
  map,
});
const never = (why: string): TypeRule => ({
  fate: 'unsupported',
  note: why,
  map: () => ({ left: why }),
});

/** A text or a number; promptfoo makes texts of both. */
function text(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

function missing(what: string): Mapped {
  return { fault: `needs ${what} as its \`value\`.`, next: 'Write it.' };
}

const part =
  (uses: string, settings: JsonObject = {}): TypeRule['map'] =>
  ({ value }) => {
    const found = text(value);
    if (found === undefined || found === '') return missing('a text');
    return { uses, with: { value: found, ...settings } };
  };

const parts =
  (uses: string, ignoreCase: boolean): TypeRule['map'] =>
  ({ value }) => {
    const list = typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value;
    const values = list !== undefined && isList(list) ? list.map((one) => text(one) ?? '') : [];
    if (values.length === 0 || values.includes('')) return missing('a list of texts');
    return { uses, with: { values, ignoreCase }, counts: 'verdict' };
  };

const expecting =
  (uses: string, usual: number, settings: JsonObject = {}): TypeRule['map'] =>
  ({ value, threshold = usual }) => {
    const found = value !== undefined && isList(value) ? value : text(value);
    if (found === undefined || found === '') return missing('a text');
    return { uses, expected: found, threshold, with: settings };
  };

function equals({ value }: Given): Mapped {
  if (value === undefined) return missing('a text or an object');
  if (typeof value === 'object' && value !== null) {
    return { uses: 'json-schema', with: { schema: { const: value } } };
  }
  return { uses: 'exact-match', expected: String(value), with: { trim: false } };
}

/** Whole, or found among other words. */
const jsonIn =
  (anywhere: boolean): TypeRule['map'] =>
  ({ value }) => {
    if (value === undefined || value === null || value === '') {
      return { uses: 'json', with: { anywhere } };
    }
    const schema = typeof value === 'string' ? parsed(value) : value;
    if (!isJsonObject(schema)) {
      return { fault: 'has a `value` that is no JSON Schema.', next: 'Write the schema as a map.' };
    }
    const draft = 'http://json-schema.org/draft-07/schema#';
    return { uses: 'json-schema', with: { schema: { $schema: draft, ...schema }, anywhere } };
  };

function parsed(written: string): JsonValue | undefined {
  try {
    return JSON.parse(written) as JsonValue;
  } catch {
    return undefined;
  }
}

const judged =
  (uses: string, make: (given: Given) => JsonObject | Mapped): TypeRule['map'] =>
  (given) => {
    const settings = make(given);
    if ('fault' in settings || 'left' in settings) return settings as Mapped;
    const modelId = given.model === undefined ? {} : { modelId: given.model };
    return { uses, with: { ...(settings as JsonObject), ...modelId }, asks: 'judge' };
  };

const criteria = ({ value }: Given): JsonObject | Mapped => {
  const found = typeof value === 'object' ? JSON.stringify(value) : text(value);
  return found === undefined || found === '' ? missing('what is asked for') : { criteria: found };
};

/** A judge's share from 0 to 1 that a threshold decides about. */
const share =
  (uses: string, usual: number, wantsValue: boolean): TypeRule['map'] =>
  (given) => {
    const { threshold = usual, value } = given;
    const mapped = judged(uses, () => ({}))(given);
    if (!('uses' in mapped)) return mapped;
    const found = text(value);
    if (wantsValue && (found === undefined || found === '')) return missing('a text');
    return {
      ...mapped,
      threshold,
      ...(wantsValue && found !== undefined ? { expected: found } : {}),
    };
  };

function similar(given: Given): Mapped {
  const mapped = expecting('semantic-similarity', 0.75)(given);
  if (!('uses' in mapped)) return mapped;
  const model = given.model === undefined ? {} : { modelId: given.model };
  return { ...mapped, with: model, asks: 'embedding' };
}

function limit(uses: string, key: string): TypeRule['map'] {
  return ({ threshold }) =>
    threshold === undefined
      ? { fault: 'needs a `threshold`.', next: 'Write the most that passes.' }
      : { uses, with: { [key]: threshold } };
}

function wordCount({ value }: Given): Mapped {
  const exact = typeof value === 'string' ? Number(value) : value;
  const bounds = typeof exact === 'number' ? { min: exact, max: exact } : value;
  if (!isJsonObject(bounds)) return missing('a number, or a map of `min` and `max`');
  const { min, max } = bounds;
  return {
    uses: 'word-count',
    with: {
      by: 'spaces',
      ...(typeof min === 'number' ? { min } : {}),
      ...(typeof max === 'number' ? { max } : {}),
    },
  };
}

const endings: Readonly<Record<string, string>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'filter',
  tool_calls: 'tool',
};

function finishReason({ value }: Given): Mapped {
  const reason = text(value) ?? '';
  const ending = Object.hasOwn(endings, reason) ? endings[reason] : undefined;
  if (ending === undefined) {
    const names = Object.keys(endings).join(', ');
    return { fault: 'has no known reason.', next: `Write one of ${names}.` };
  }
  return { uses: 'ending', with: { allowed: [ending] } };
}

const noTrace = 'it looks at traces of an agent, which a prompt has not.';
const noTools = 'it looks at tools that the provider was given, and Assay gives none.';

/** Every type, without `not-`. */
export const assertionTypes: ReadonlyMap<string, TypeRule> = new Map([
  ['equals', native(equals)],
  ['contains', native(part('contains'))],
  ['icontains', native(part('contains', { ignoreCase: true }))],
  ['contains-all', native(parts('contains-all', false))],
  ['icontains-all', native(parts('contains-all', true))],
  ['contains-any', native(parts('contains-any', false))],
  ['icontains-any', native(parts('contains-any', true))],
  ['starts-with', native(part('starts-with', { trim: false }))],
  ['ends-with', native(part('ends-with', { trim: false }))],
  [
    'regex',
    near('In RE2: look-around and back-references do not exist.', ({ value }) => {
      const pattern = text(value);
      return pattern === undefined || pattern === ''
        ? missing('a pattern')
        : { uses: 'regex', with: { pattern } };
    }),
  ],
  ['is-json', near('`format` of a schema only describes.', jsonIn(false))],
  ['contains-json', near('`format` of a schema only describes.', jsonIn(true))],
  ['levenshtein', native(levenshtein)],
  ['word-count', native(wordCount)],
  ['finish-reason', native(finishReason)],
  ['latency', native(limit('latency', 'maxMs'))],
  ['cost', native(cost)],
  [
    'rouge-n',
    near(
      'ROUGE-1 F1 over words as rouge-score cuts them.',
      expecting('rouge', 0.75, { variant: 'rouge-1' }),
    ),
  ],
  [
    'bleu',
    near(
      'The sentence BLEU of sacreBLEU, which cuts words and smooths in another way.',
      (given) => {
        const mapped = expecting('bleu', 0.5, { lowercase: true, tokenizer: 'none' })(given);
        return 'threshold' in mapped && mapped.threshold !== undefined
          ? { ...mapped, threshold: mapped.threshold * 100 }
          : mapped;
      },
    ),
  ],
  ['gleu', native(expecting('gleu', 0.5))],
  ['similar', native(similar)],
  ['similar:cosine', native(similar)],
  ['similar:dot', never('only the cosine of embeddings is computed.')],
  ['similar:euclidean', never('only the cosine of embeddings is computed.')],
  [
    'llm-rubric',
    near('A judge says yes or no in the words of Assay; there is no score between.', rubric),
  ],
  ['model-graded-closedqa', near('The same judge as `llm-rubric`.', rubric)],
  ['factuality', near('The five choices of promptfoo, in the words of Assay.', factuality)],
  [
    'model-graded-factuality',
    near('The five choices of promptfoo, in the words of Assay.', factuality),
  ],
  [
    'g-eval',
    near('The mean of three ratings from 1 to 5, on a scale from 0 to 1.', (given) => {
      const list = given.value !== undefined && isList(given.value) ? given.value : [given.value];
      const all = list.map((one) => text(one) ?? '').join('\n');
      const mapped = judged('g-eval', () => (all === '' ? missing('criteria') : { criteria: all }))(
        given,
      );
      return 'uses' in mapped ? { ...mapped, threshold: given.threshold ?? 0.7 } : mapped;
    }),
  ],
  [
    'answer-relevance',
    near('As Ragas computes it; needs an embedding model too.', (given) => {
      const mapped = share('answer-relevancy', 0, false)(given);
      return 'uses' in mapped ? { ...mapped, asks: 'both' } : mapped;
    }),
  ],
  [
    'context-faithfulness',
    near('Claims against the value `context`, as Ragas has it.', share('faithfulness', 0, false)),
  ],
  [
    'context-recall',
    near('Claims of `value` against the value `context`.', share('context-recall', 0, true)),
  ],
  [
    'context-relevance',
    near('Two ratings of the value `context`.', share('context-relevance', 0, false)),
  ],
  [
    'is-refusal',
    near('Phrases of Assay; an empty reply is no refusal.', () => ({
      uses: 'refusal-words',
      with: { want: 'refusal' },
    })),
  ],
  ['javascript', external('Runs in a sandbox without `require`, files and network.', javascriptOf)],
  ['python', external('Runs as a program once you have allowed it.', pythonOf)],
  ['ruby', never('no Ruby is run; write a program of your own with `uses: process`.')],
  ['webhook', never('nothing in a workspace may choose an address that is called.')],
  ['is-xml', near('Well-formed elements, without DTD.', xml(false))],
  ['contains-xml', near('Well-formed elements, without DTD.', xml(true))],
  ['is-html', never('there is no parser of HTML; a `regex` finds a tag.')],
  ['contains-html', never('there is no parser of HTML; a `regex` finds a tag.')],
  ['is-sql', never('there is no parser of SQL dialects; `sql-execution` runs a query.')],
  ['contains-sql', never('there is no parser of SQL dialects; `sql-execution` runs a query.')],
  ['meteor', never('METEOR needs a dictionary of synonyms.')],
  ['perplexity', never('no provider here gives the probabilities of tokens.')],
  ['perplexity-score', never('no provider here gives the probabilities of tokens.')],
  ['classifier', never('no model that classifies can be asked.')],
  ['moderation', never('no service for moderation can be asked; `harm` is a judge.')],
  ['guardrails', never('no service here tells of guardrails.')],
  ['pi', never('no scorer of Pi Labs can be asked.')],
  ['select-best', never('it compares the replies of several candidates; `assay compare` does.')],
  ['max-score', never('it compares the replies of several candidates; `assay compare` does.')],
  ['search-rubric', never('no judge here can search the web.')],
  ['agent-rubric', never('no judge here is an agent.')],
  ['conversation-relevance', never('a case is one turn; `knowledge-retention` judges several.')],
  ['is-valid-function-call', never(noTools)],
  ['is-valid-openai-function-call', never(noTools)],
  ['is-valid-openai-tools-call', never(noTools)],
  ['tool-call-f1', never(noTools)],
  ['skill-used', never(noTrace)],
  ['trace-span-count', never(noTrace)],
  ['trace-span-duration', never(noTrace)],
  ['trace-error-spans', never(noTrace)],
  ['trajectory:tool-used', never(noTrace)],
  ['trajectory:tool-args-match', never(noTrace)],
  ['trajectory:tool-sequence', never(noTrace)],
  ['trajectory:step-count', never(noTrace)],
  ['trajectory:goal-success', never(noTrace)],
]);

function levenshtein({ value, threshold }: Given): Mapped {
  const expected = text(value);
  if (expected === undefined) return missing('a text');
  // 0 and nothing are the same to promptfoo.
  const maxDistance = threshold === undefined || threshold === 0 ? 5 : threshold;
  return {
    uses: 'edit-similarity',
    expected,
    with: { trim: false, maxDistance },
    counts: 'verdict',
  };
}

/** Without a threshold it is only told. */
function cost({ threshold }: Given): Mapped {
  return threshold === undefined ? { uses: 'cost' } : { uses: 'cost', with: { maxUsd: threshold } };
}

function rubric(given: Given): Mapped {
  const { threshold } = given;
  const mapped = judged('rubric', criteria)(given);
  return 'uses' in mapped && threshold !== undefined ? { ...mapped, threshold } : mapped;
}

function factuality(given: Given): Mapped {
  const expected = text(given.value);
  if (expected === undefined || expected === '') return missing('a reference');
  const mapped = judged('rubric', () => factualityChoices)(given);
  // Every choice that agrees in some way passes.
  return 'uses' in mapped ? { ...mapped, expected, threshold: given.threshold ?? 1 } : mapped;
}

function xml(anywhere: boolean): TypeRule['map'] {
  return ({ value }) => {
    const elements = isJsonObject(value) ? value['requiredElements'] : undefined;
    const required = elements !== undefined && isList(elements) ? elements.map(text) : [];
    return {
      uses: 'xml',
      with: { anywhere, required: required.filter((one) => one !== undefined) },
    };
  };
}
