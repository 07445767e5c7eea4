import { isJsonObject } from '#base/json.ts';
import { contextColumn } from './guessUse.ts';
import type { Suggestion } from './suggestion.ts';
import type { Traits } from './traits.ts';

/** Metrics that what the prompt and its cases hold calls for, with settings that fit. */
export function* fittingMetrics(traits: Traits): Generator<Suggestion> {
  yield* forFormat(traits);
  yield* forExpected(traits);
  yield* forColumns(traits);
}

function* forFormat({ format }: Traits): Generator<Suggestion> {
  if (format?.type === 'json_schema') {
    const schema = isJsonObject(format.schema['schema']) ? format.schema['schema'] : format.schema;
    const why = 'The prompt asks for JSON of this schema; not every model keeps to it.';
    yield { kind: 'json-schema', why, with: { schema } };
  } else if (format?.type === 'json_object') {
    yield { kind: 'json', why: 'The prompt asks for a JSON object.', with: { type: 'object' } };
  }
}

function* forExpected(traits: Traits): Generator<Suggestion> {
  const { expected, columns } = traits;
  switch (expected?.kind) {
    case 'labels': {
      const why = 'The expected texts are a few labels; unreadable replies are counted apart.';
      yield { kind: 'label', why, with: { labels: expected.labels } };
      break;
    }
    case 'json':
      yield { kind: 'fields', why: 'The expected values are JSON: counts each field.' };
      yield { kind: 'record', why: 'How many replies need no correction at all.' };
      break;
    case 'calls':
      yield { kind: 'tool-calls', why: 'The cases expect tool calls.' };
      yield { kind: 'tool-sequence', why: 'Partial credit for arguments, in order.' };
      break;
    case 'letter':
      yield { kind: 'multiple-choice', why: 'The cases expect a letter.' };
      break;
    case 'number':
      yield { kind: 'numeric', why: 'The cases expect a number.', with: { tolerance: 0 } };
      break;
    case 'query': {
      const column = ['schema', 'setup', 'database'].find((name) => columns.has(name));
      const script = column === undefined ? { setup: '<CREATE TABLE …; INSERT …;>' } : { column };
      yield { kind: 'sql-execution', why: 'The cases expect SQL.', with: script };
      break;
    }
    case 'text':
      yield* forText(traits, expected.words);
      break;
    case undefined:
      break;
  }
}

function* forText({ words, script, inputScript }: Traits, length: number): Generator<Suggestion> {
  const isUnspaced = unspaced.has(script ?? '');
  const crosses = script !== undefined && inputScript !== undefined && script !== inputScript;
  if (crosses || /\b(?:translat|übersetz)/.test(words)) {
    const tokenizer = script === 'Han' ? 'zh' : isUnspaced ? 'char' : '13a';
    yield { kind: 'chrf', why: 'The best free measure of a translation, in any script.' };
    yield { kind: 'bleu', why: 'To compare with published numbers.', with: { tokenizer } };
  } else if (/\b(?:summar|zusammenfass)/.test(words)) {
    const tokens = isUnspaced ? 'characters' : script === 'Latin' ? 'ascii' : 'words';
    yield { kind: 'rouge', why: 'Words shared with the expected summary.', with: { tokens } };
  } else if (length <= 6) {
    yield {
      kind: 'exact-match',
      why: 'The expected texts are short.',
      with: { ignoreCase: true, ignorePunctuation: true },
    };
    yield { kind: 'token-f1', why: 'Partial credit where a reply has words to spare.' };
  } else {
    yield { kind: 'token-f1', why: 'The expected texts are sentences: counts shared words.' };
    for (const kind of meaning) {
      yield { kind, why: 'Words are not meaning: this one compares what is said.' };
    }
  }
}

const unspaced = new Set(['Han', 'Japanese', 'Thai']);
/** Those that exist are taken. */
const meaning = ['semantic-similarity', 'github/similarity'];

function* forColumns({ columns, longest, words }: Traits): Generator<Suggestion> {
  const context = contextColumn(columns);
  const gold = ['gold', 'gold_ids', 'relevant', 'relevant_ids'].find((name) => columns.has(name));
  if (context !== undefined && gold !== undefined) {
    const settings = { context, gold };
    const why = `The cases say in "${gold}" what is relevant.`;
    yield { kind: 'recall-at-k', why, with: { k: 5, ...settings } };
    yield { kind: 'mrr', why: 'Whether the first relevant chunk stands high.', with: settings };
  }
  if (context !== undefined) {
    if (/\bcit(?:e|ation)|\bsources?\b|\[1\]|\bquelle/.test(words)) {
      yield { kind: 'citations', why: 'The prompt asks for sources.', with: { context } };
    }
    yield { kind: 'quoted-spans', why: 'Quotes must stand in the context.', with: { context } };
  }
  if (/\b(?:summar|zusammenfass)/.test(words) && longest !== undefined && longest.words > 40) {
    const source = longest.name;
    const why = `"${source}" is what is summarised: words from elsewhere hint at invention.`;
    yield { kind: 'coverage', why, with: { source } };
    yield { kind: 'density', why: 'Shows copied sentences.', with: { source } };
  }
  for (const [column, kind, why] of byColumn) if (columns.has(column)) yield { kind, why };
}

const byColumn: readonly (readonly [column: string, kind: string, why: string])[] = [
  ['forbidden', 'contains-none', 'The cases name texts that must not be there.'],
  ['canary', 'canary', 'The cases plant hidden texts.'],
  ['protected', 'copied-text', 'The cases name protected texts.'],
  ['pair', 'counterfactual', 'The cases are pairs.'],
];
