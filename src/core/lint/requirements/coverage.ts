import { isJsonObject } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { hintAt, quoteFound } from '../../documents/problems.ts';
import type { KnownMetric } from '../../prompts/checkEvaluators.ts';
import { textsOf } from '../../prompts/printValue.ts';
import type { Evaluator, Prompt } from '../../prompts/prompt.ts';
import { snippetFor } from './snippets.ts';
import { requirementsOf, type Demand, type Requirement } from './demands.ts';

/** How one requirement of a prompt is tested. */
export interface CoveredRequirement extends Requirement {
  /** Evaluators and cases that exercise it, in words; empty: nothing does. */
  readonly tests: readonly string[];
  /** What is missing, as a sentence; absent where nothing is. */
  readonly gap?: string;
  /** An evaluator that would test it, as YAML of one item of `evaluators`. */
  readonly snippet?: string;
}

/** What the cases of a prompt have, gathered one after the other. */
export class SeenCases {
  private readonly expected = new Set<string>();
  private saysUnknown = false;
  count = 0;

  take({ expected, tags }: EvalCase): void {
    this.count += 1;
    for (const text of textsOf(expected)) {
      if (this.expected.size < mostExpected && text.length < 200) this.expected.add(fold(text));
      this.saysUnknown ||= unknownReply.test(text);
    }
    this.saysUnknown ||= tags.some((tag) => unknownTag.test(tag));
  }

  expects(text: string): boolean {
    return this.expected.has(fold(text));
  }

  get expectsUnknown(): boolean {
    return this.saysUnknown;
  }
}

const mostExpected = 2000;
const unknownReply =
  /\b(?:do not|don't|not) (?:know|sure|mentioned|found|stated|in the)|\bunknown\b|\bcannot (?:answer|be answered|tell)|\bcan't (?:answer|tell)|\bno (?:answer|information)\b|\bn\/a\b/i;
const unknownTag = /unknown|unanswerable|no-answer|refus/i;

function fold(text: string): string {
  return text.trim().toLowerCase();
}

export function coverageOf(
  prompt: Prompt,
  text: string | undefined,
  cases: SeenCases,
  metrics: ReadonlyMap<string, KnownMetric>,
): readonly CoveredRequirement[] {
  return requirementsOf(prompt, text).map((requirement) => ({
    ...requirement,
    ...tested(requirement, prompt, cases, metrics),
  }));
}

/** The gaps as hints. A prompt without evaluators, or without cases, has problems enough. */
export function coverageProblems(
  prompt: Prompt,
  covered: readonly CoveredRequirement[],
): readonly Problem[] {
  if (prompt.evaluators.length === 0) return [];
  return covered.flatMap(({ gap, range, text, snippet }) =>
    gap === undefined
      ? []
      : [
          hintAt(
            prompt.file,
            range,
            'requirement-untested',
            `${quoteFound(text)}: ${gap}`,
            snippet === undefined
              ? 'Add a case or an evaluator for it.'
              : 'Add an evaluator for it.',
          ),
        ],
  );
}

type Tested = Pick<CoveredRequirement, 'tests' | 'gap' | 'snippet'>;

function tested(
  { demand, text }: Requirement,
  prompt: Prompt,
  cases: SeenCases,
  metrics: ReadonlyMap<string, KnownMetric>,
): Tested {
  const kinds = testing(demand);
  const fitting = prompt.evaluators.filter(
    (one) => kinds.includes(one.uses) && (demand.kind !== 'never' || fitsNever(one, demand)),
  );
  const open = prompt.evaluators.filter(
    (one) =>
      !fitting.includes(one) &&
      (isOpen(one, metrics) ||
        speaksOf(one, text) ||
        (demand.kind === 'must' && comparesReply(one, metrics))),
  );
  const tests = [
    ...fitting.map(({ name, uses }) => `${name} (${uses})`),
    ...open.map(({ name, uses }) => `${name} (${uses}), perhaps`),
  ];
  const snippet = snippetFor(demand, text);
  const withSnippet = snippet === undefined ? {} : { snippet };
  if (demand.kind === 'unknown') {
    if (cases.expectsUnknown) return { tests: [...tests, 'a case that expects it'] };
    return { tests, gap: 'no case expects a reply that says so.' };
  }
  if (demand.kind === 'one-of' && tests.length > 0 && cases.count > 0) {
    const missing = demand.options.filter((option) => !cases.expects(option));
    const some = missing.length < demand.options.length;
    if (missing.length > 0 && some)
      return { tests, gap: `no case expects ${missing.map(quoteFound).join(', ')}.` };
  }
  if (tests.length > 0) return { tests };
  return { tests, gap: 'no evaluator looks at it.', ...withSnippet };
}

const comparing = ['exact-match', 'label', 'string', 'fields', 'record', 'json-similarity'];

/** The metrics that test a demand by their kind. */
function testing(demand: Demand): readonly string[] {
  switch (demand.kind) {
    case 'json':
      return ['json', 'json-schema', 'fields', 'record', 'json-similarity', 'parses', 'tool-calls'];
    case 'limit':
      return demand.unit === 'items'
        ? ['regex', 'json-schema']
        : ['length-limit', 'word-count', 'compression', 'exact-match', 'label', 'regex'];
    case 'one-of':
      return [...comparing, 'multiple-choice', 'contains-any', 'regex', 'json-schema'];
    case 'language':
      return [...comparing, 'bleu', 'chrf', 'ter', 'translation-quality'];
    case 'cite':
      return ['citations', 'quoted-spans', 'regex', 'contains'];
    case 'never':
      return neverKinds;
    case 'unknown':
    case 'must':
      break;
  }
  return [];
}

const neverKinds = [
  'contains-none',
  'canary',
  'personal-data',
  'secrets',
  'unsafe-output',
  'copied-text',
  'tools-allowed',
  'refusal-words',
  'harm',
];

/** A metric for one kind of content covers only a demand that is about it. */
function fitsNever({ uses }: Evaluator, { what }: Extract<Demand, { kind: 'never' }>): boolean {
  const words = topics.get(uses);
  return words === undefined || words.test(what);
}

const topics: ReadonlyMap<string, RegExp> = new Map([
  ['personal-data', /personal|private|name|address|phone|e-?mail|pii|identif/i],
  ['secrets', /secret|key|password|token|credential/i],
  ['canary', /reveal|instruction|prompt|system|secret|internal/i],
  ['unsafe-output', /html|script|link|url|code|sql|command/i],
  ['copied-text', /copy|quote|verbatim|reproduce|repeat/i],
  ['tools-allowed', /tool|call|function/i],
  ['refusal-words', /refus|answer|respond|reply/i],
  ['harm', /harm|hate|violen|sex|danger|illegal|abus|insult/i],
]);

/** Whoever reads the whole reply by own words or own code may look at this too. */
const openKinds = new Set([
  'rubric',
  'checklist',
  'llm',
  'g-eval',
  'closed-qa',
  'javascript',
  'process',
]);

function isOpen({ uses }: Evaluator, metrics: ReadonlyMap<string, KnownMetric>): boolean {
  return openKinds.has(uses) && metrics.has(uses);
}

/** Whoever compares with the right reply tests what holds of it. */
function comparesReply({ uses }: Evaluator, metrics: ReadonlyMap<string, KnownMetric>): boolean {
  return metrics.get(uses)?.needs.includes('expected') === true;
}

/** Whether the settings of an evaluator share a rare word with the demand. */
function speaksOf({ with: settings }: Evaluator, text: string): boolean {
  if (!isJsonObject(settings)) return false;
  const words = rareWords(text);
  for (const own of textsOf(settings))
    for (const word of rareWords(own)) if (words.has(word)) return true;
  return false;
}

function rareWords(text: string): ReadonlySet<string> {
  return new Set(
    Array.from(text.toLowerCase().matchAll(/\p{L}{6,}/gu), ([word]) => word).filter(
      (word) => !common.has(word),
    ),
  );
}

const common = new Set(
  'answer answers always should please respond response reply replies return output customer question sentence sentences'.split(
    ' ',
  ),
);
