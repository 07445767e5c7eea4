import type { EvalCase } from '#protocol/case.ts';
import type { Problem, Severity, TextRange } from '#protocol/problem.ts';
import { didYouMean, nearest } from '../documents/nearest.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { textsOf } from './printValue.ts';
import { type FilledText, filledTexts, plainMessages } from './filledTexts.ts';
import { type Evaluator, type MessageTemplate, messagesOf, type Prompt } from './prompt.ts';
import { compileTemplate, missingNames, templateVariables } from './template.ts';

/** Placeholders against the columns of the cases that stand in the prompt's own file. */
export function checkVariables(prompt: Prompt): readonly Problem[] {
  const texts: readonly TemplatedText[] = [
    ...filledTexts(prompt).map((text) => ({
      ...text,
      given: undefined,
      severity: 'error' as const,
    })),
    ...prompt.evaluators.filter(isTemplated).flatMap(evaluatorTexts),
  ];
  const problems = plainMessages(prompt).flatMap((message) => unreadBraces(message, prompt.file));
  if (prompt.cases.length > 0) {
    problems.push(...missing(prompt, texts));
    const isKnown = texts.every(({ isFaulty }) => isFaulty !== true);
    if (prompt.datasets.length === 0 && isKnown) problems.push(...unusedColumns(prompt, texts));
  }
  return problems;
}

interface TemplatedText extends FilledText {
  /** A name that the run fills, not the case. */
  readonly given: string | undefined;
  /** GitHub's evaluators leave a placeholder without a value in their text; a prompt with one is not sent. */
  readonly severity: Severity;
}

/** GitHub's own evaluators fill placeholders too; ours take their settings as they are. */
function isTemplated({ uses }: Evaluator): boolean {
  return uses === 'string' || uses === 'llm';
}

function evaluatorTexts({ uses, with: settings, range }: Evaluator): readonly TemplatedText[] {
  return Array.from(templatedSettings(uses, settings), (text) => {
    const template = compileTemplate(text);
    return {
      variables: template.holes.map(({ name }) => ({ name, range })),
      missing: (values) => missingNames(template, values),
      given: uses === 'llm' ? 'completion' : undefined,
      severity: 'warning',
    };
  });
}

/** Of a judge only the question is filled. */
function templatedSettings(uses: string, settings: unknown): Iterable<string> {
  if (uses !== 'llm') return textsOf(settings);
  const hasPrompt = typeof settings === 'object' && settings !== null && 'prompt' in settings;
  return hasPrompt ? textsOf(settings.prompt) : none;
}

/** A name that no case has is the text's fault; one that some cases lack is theirs. */
function missing(prompt: Prompt, texts: readonly TemplatedText[]): readonly Problem[] {
  const { cases, file } = prompt;
  const columns = [...columnsOf(cases)];
  const told = new Set<string>();
  const problems: Problem[] = [];
  for (const text of texts) {
    const { variables, given, severity } = text;
    const lacking = new Map<string, EvalCase[]>();
    for (const testCase of cases)
      for (const name of text.missing(testCase.values)) {
        const others = lacking.get(name);
        if (others === undefined) lacking.set(name, [testCase]);
        else others.push(testCase);
      }
    for (const { name, range } of variables) {
      const without = lacking.get(name) ?? none;
      if (name === given || without.length === 0) continue;
      if (without.length === cases.length)
        problems.push({ ...nowhere(file, range, name, columns), severity });
      else if (!told.has(name)) {
        told.add(name);
        problems.push(...without.map((testCase) => ({ ...lacks(testCase, name), severity })));
      }
    }
  }
  return problems;
}

const none: readonly never[] = [];

function nowhere(
  file: string,
  range: TextRange,
  name: string,
  columns: readonly string[],
): Problem {
  const suggestion = nearest(name, columns);
  const problem = errorAt(
    file,
    range,
    'variable-missing',
    `No case has a value for ${quoteFound(name)}.`,
    `${didYouMean(name, columns)}Write a name that the cases have, or add this one to every case.`,
    columns.length === 0 ? undefined : quoteFound(columns.join(', ')).slice(1, -1),
  );
  return suggestion === undefined ? problem : { ...problem, suggestion };
}

function lacks(testCase: EvalCase, name: string): Problem {
  return errorAt(
    testCase.source.file,
    lineRange(testCase),
    'variable-missing',
    `The case ${quoteFound(testCase.id)} has no value for ${quoteFound(name)}.`,
    `${didYouMean(name, Object.keys(testCase.values))}Add it; it may be empty text.`,
  );
}

/** Once for each column, at the first case that has it. One that a misspelt placeholder means is used. */
function unusedColumns(prompt: Prompt, texts: readonly TemplatedText[]): readonly Problem[] {
  const used = new Set([...alwaysUsed, ...(prompt.alsoRead ?? [])]);
  for (const { thread } of messagesOf(prompt)) if (thread !== undefined) used.add(thread);
  const columns = columnsOf(prompt.cases);
  for (const { variables } of texts)
    for (const { name } of variables) {
      used.add(name);
      used.add(name.split('.', 1)[0] ?? name);
      const meant = columns.has(name) ? undefined : nearest(name, [...columns]);
      if (meant !== undefined) used.add(meant);
    }
  for (const { uses, with: settings } of prompt.evaluators) {
    if (uses.startsWith('github/')) used.add('input');
    for (const text of textsOf(settings)) used.add(text);
  }
  const problems: Problem[] = [];
  for (const testCase of prompt.cases)
    for (const column of Object.keys(testCase.values)) {
      if (used.has(column)) continue;
      used.add(column);
      problems.push(
        warningAt(
          testCase.source.file,
          lineRange(testCase),
          'column-unused',
          `Nothing uses the value ${quoteFound(column)} of this case.`,
          'Use it in a message as a placeholder, or remove it.',
        ),
      );
    }
  return problems;
}

/** Columns with a meaning of their own. */
const alwaysUsed = ['id', 'expected', 'tags', 'context', 'comment'];

/** Braces that look like a placeholder or a template tag, but are sent as they stand. */
function unreadBraces({ content, range }: MessageTemplate, file: string): readonly Problem[] {
  const read = new Set(templateVariables(content).map((variable) => variable.start));
  for (const match of content.matchAll(tagStart)) {
    if (read.has(match.index)) continue;
    const shown = content.slice(match.index, match.index + 20);
    return [
      warningAt(
        file,
        range,
        'braces-unread',
        `${quoteFound(shown)} is sent as it stands: it is no placeholder.`,
        'Write {{name}}, or leave it if the model is to see the braces.',
        '{{name}} with letters, digits, "_", "-", "." and spaces',
      ),
    ];
  }
  return [];
}

const tagStart = /\{\{\s*[\p{L}_#/>^!$@&~-]|\{%-?\s*\p{L}/gu;

function columnsOf(cases: readonly EvalCase[]): ReadonlySet<string> {
  const columns = new Set<string>();
  for (const { values } of cases) for (const column of Object.keys(values)) columns.add(column);
  return columns;
}

function lineRange({ source }: EvalCase): TextRange {
  const start = { line: source.line, column: 1 };
  return { start, end: start };
}
