import type { Catalogue } from '#protocol/catalogue.ts';
import type { TextRange } from '#protocol/problem.ts';
import { verdictOn } from '../catalogue/policy.ts';
import { quoteFound } from '../documents/problems.ts';
import { makeSource } from '../documents/source.ts';
import { offsetAt } from './offsets.ts';
import { valueOf } from './promptShape.ts';
import { templateVariables } from '../prompts/template.ts';
import type { Fix, Fixable } from './fix.ts';
import { removals, suppression, tests } from './lintFixes.ts';
import type { YamlSpan } from './yamlSpan.ts';
import { yamlSpans } from './yamlSpans.ts';

/** What can be done about a problem with one click, the best first. */
export function fixesFor(
  problem: Fixable,
  text: string,
  catalogue: Catalogue | undefined,
  today: string,
): readonly Fix[] {
  const own = problem.code.startsWith('model-')
    ? modelFixes(problem, text, catalogue, today)
    : [...suggestionFix(problem, text), ...removals(problem, text), ...tests(problem, text)];
  return [...own, ...suppression(problem, text)];
}

function modelFixes(
  problem: Fixable,
  text: string,
  catalogue: Catalogue | undefined,
  today: string,
): readonly Fix[] {
  return spansIn(text, problem.range)
    .filter(isModel)
    .flatMap((span) => {
      const verdict = verdictOn(catalogue, valueOf(span, text), today);
      const replacement = verdict.allowed ? verdict.entry.replacement : undefined;
      const others = verdict.allowed
        ? replacement !== undefined && verdict.warnings.length > 0
          ? [replacement]
          : []
        : verdict.alternatives;
      return others
        .filter((id) => verdictOn(catalogue, id, today).allowed)
        .map((id, index) => ({
          title: `Replace by ${quoteFound(id)}`,
          range: innerRange(span, text),
          replacement: id,
          isPreferred: index === 0,
        }));
    });
}

function isModel({ part, path }: YamlSpan): boolean {
  const last = path.at(-1);
  const isListed = path.length === 2 && typeof last === 'number';
  const named = last === 'model' || last === 'modelId' || last === 'judge';
  return (
    part === 'value' && (named || last === 'replacement' || (isListed && path[0] === 'models'))
  );
}

/** The word that a problem is about is the key itself, a placeholder, or a metric's kind. */
function suggestionFix({ code, range, suggestion }: Fixable, text: string): readonly Fix[] {
  if (suggestion === undefined) return [];
  const place = wordRange(code, range, text);
  if (place === undefined) return [];
  const shown = quoteFound(suggestion);
  return [
    { title: `Change to ${shown}`, range: place, replacement: suggestion, isPreferred: true },
  ];
}

function wordRange(code: string, range: TextRange, text: string): TextRange | undefined {
  const start = offsetAt(text, range.start);
  const end = offsetAt(text, range.end);
  if (code === 'variable-missing') {
    const written = text.slice(start, end);
    const [variable, second] = templateVariables(written);
    // A message whose text could not be found in the file has its whole place here.
    if (variable === undefined || second !== undefined) return undefined;
    const at = start + written.indexOf(variable.name, variable.start);
    return makeSource('', text).range(at, at + variable.name.length);
  }
  const wanted = code === 'metric-unknown' ? 'uses' : undefined;
  const span = spansIn(text, range).find(({ part, path }) =>
    wanted === undefined ? part === 'key' : part === 'value' && path.at(-1) === wanted,
  );
  return span === undefined ? undefined : innerRange(span, text);
}

function spansIn(text: string, range: TextRange): readonly YamlSpan[] {
  const from = offsetAt(text, range.start);
  const to = offsetAt(text, range.end);
  return yamlSpans(text).spans.filter(({ start, end }) => from <= start && end <= to);
}

/** Without quotation marks, which stay. */
function innerRange({ style, start, end }: YamlSpan, text: string): TextRange {
  const inset = style === 'double' || style === 'single' ? 1 : 0;
  return makeSource('', text).range(start + inset, end - inset);
}
