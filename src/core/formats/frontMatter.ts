import type { Problem } from '#protocol/problem.ts';
import type { MapNode } from '../documents/node.ts';
import { errorAt } from '../documents/problems.ts';
import type { SourceText } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';

/** A file with YAML between two lines of dashes, and a text after it. */
export interface FrontMatter {
  /** `undefined`: there is none, or it cannot be read; the problems say why. */
  readonly root: MapNode | undefined;
  readonly problems: readonly Problem[];
  readonly body: string;
  /** Where the body begins, in UTF-16 units of the file. */
  readonly bodyStart: number;
}

export interface FrontMatterRules {
  /** Lines that mark the beginning and the end. */
  readonly fences: readonly string[];
  /** Whether lines of `#` may stand before the first. */
  readonly mayHaveComments: boolean;
}

/** Only a line of its own opens and closes: a description may well contain `---`. */
export function splitFrontMatter(source: SourceText, rules: FrontMatterRules): FrontMatter {
  const { text, file } = source;
  const opening = openingOf(text, rules);
  if (opening === undefined) return { root: undefined, problems: [], body: text, bodyStart: 0 };
  const { fence, end: yamlStart } = opening;
  const closing = lineFrom(text, yamlStart, (line) => line.trimEnd() === fence);
  if (closing === undefined) {
    const range = source.range(opening.start, opening.start + fence.length);
    const message = `The head of the file begins with "${fence}" and does not end.`;
    const next = `Put "${fence}" on a line of its own behind the keys.`;
    const problem = errorAt(file, range, 'front-matter-open', message, next);
    return { root: undefined, problems: [problem], body: '', bodyStart: text.length };
  }
  const rest = { body: text.slice(closing.end), bodyStart: closing.end };
  const yaml = partOf(source, yamlStart, closing.start);
  if (yaml.text.trim() === '') return { root: undefined, problems: [], ...rest };
  const { value, problems } = readYaml(yaml);
  return { root: value?.kind === 'map' ? value : undefined, problems, ...rest };
}

/** A part of a file as a text of its own, whose places are those of the file. */
function partOf(source: SourceText, start: number, end: number): SourceText {
  return {
    file: source.file,
    text: source.text.slice(start, end),
    position: (offset) => source.position(start + offset),
    range: (from, to) => source.range(start + from, start + to),
  };
}

interface Line {
  readonly start: number;
  /** Behind the line end. */
  readonly end: number;
}

function openingOf(
  text: string,
  { fences, mayHaveComments }: FrontMatterRules,
): (Line & { readonly fence: string }) | undefined {
  const first = lineFrom(
    text,
    0,
    (line) => line.trim() !== '' && !(mayHaveComments && line.startsWith('#')),
  );
  if (first === undefined) return undefined;
  const written = text.slice(first.start, first.end).trim();
  return fences.includes(written) ? { ...first, fence: written } : undefined;
}

function lineFrom(
  text: string,
  from: number,
  isWanted: (line: string) => boolean,
): Line | undefined {
  for (let start = from; start < text.length;) {
    const found = /\r\n?|\n/g;
    found.lastIndex = start;
    const ending = found.exec(text);
    const stop = ending?.index ?? text.length;
    const end = ending === null ? text.length : found.lastIndex;
    if (isWanted(text.slice(start, stop))) return { start, end };
    start = end;
  }
  return undefined;
}
