import { parse } from '@handlebars/parser';
import type { TemplateLanguage, TemplateVariable } from '../language.ts';
import { faultOf, TemplateFault } from '../limits.ts';
import { compiledFrom, unusable } from '../unusable.ts';
import { withFirstLines } from './firstLine.ts';
import { namesIn } from './names.ts';
import { runHandlebars } from './run.ts';
import type { Place, Program } from './syntax.ts';

/** Handlebars with dotprompt's helpers. The parser only makes a tree; what follows it is here, so no code is generated. */
export const handlebarsTemplates: TemplateLanguage = {
  kind: 'handlebars',
  compile(text, setting) {
    try {
      const program = withFirstLines(parsed(text));
      const partials = new Map(
        Object.entries(setting.partials).map(([name, one]): [string, Program] => {
          try {
            return [name, parsed(one)];
          } catch (error) {
            throw new TemplateFault(`In "${name}": ${faultOf(error).message}`);
          }
        }),
      );
      const variables = variablesIn(text, program, partials);
      return compiledFrom(variables, (values) =>
        runHandlebars(program, values, { partials, marks: setting.marks }),
      );
    } catch (error) {
      return unusable(error);
    }
  },
};

function parsed(text: string): Program {
  refuseHuge(text);
  try {
    const program: unknown = parse(text);
    // The package's own types cannot be found from here; `syntax.ts` says what its parser makes.
    return program as Program;
  } catch (error) {
    if (error instanceof RangeError || !(error instanceof Error)) throw error;
    const [, line] = /line (\d+)/.exec(error.message) ?? [];
    const at = line === undefined ? undefined : lineStarts(text)[Number(line) - 1];
    throw new TemplateFault(`Handlebars cannot read it: ${firstWords(error.message)}`, at);
  }
}

const mostTags = 5000;
/** UTF-16 units; the parser takes a second over the words of one that is not closed. */
const longestTag = 20_000;
const deepest = 60;

/** The parser takes long over blocks in blocks: twice as deep, four times as long. */
function refuseHuge(text: string): void {
  let depth = 0;
  let tags = 0;
  let end = -1;
  for (const { 1: sign, index } of text.matchAll(/\{\{~?([#^/]?)/g)) {
    tags += 1;
    if (sign === '/') depth -= 1;
    else if (sign !== '') depth += 1;
    if (depth > deepest) throw new TemplateFault('The template is nested too deep.', index);
    if (end < index) end = closing(text, index);
    if (end - index > longestTag) throw new TemplateFault('A tag is too long.', index);
  }
  if (tags > mostTags) throw new TemplateFault('The template has too many tags.');
}

function closing(text: string, from: number): number {
  const found = text.indexOf('}}', from);
  return found === -1 ? text.length : found;
}

/** The parser draws where it stopped over several lines; a sentence has only one, and the place is told beside it. */
function firstWords(message: string): string {
  return `${(message.split('\n').at(-1) ?? '').replace(/^.*?line \d+:? ?/, '').slice(0, 160)}.`;
}

function variablesIn(
  text: string,
  program: Program,
  partials: ReadonlyMap<string, Program>,
): readonly TemplateVariable[] {
  const starts = lineStarts(text);
  const offset = ({ line, column }: Place): number => (starts[line - 1] ?? 0) + column;
  return namesIn(program, partials, offset).toSorted((a, b) => a.start - b.start);
}

/** The parser counts lines at LF, CRLF and CR. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
  return starts;
}
