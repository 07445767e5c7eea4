import type { Problem, TextRange } from '#protocol/problem.ts';
import type { ZodMiniType } from 'zod/mini';
import { didYouMean, nearest } from './nearest.ts';
import { entryAt, nodeAt, plainValue } from './node.ts';
import type { DocumentNode } from './node.ts';
import { errorAt, firstProblems, quoteFound } from './problems.ts';
import type { Reading } from './reading.ts';
import { keysAt } from './shapeKeys.ts';
import { wordIssue } from './shapeWords.ts';
import type { ShapeIssue } from './shapeWords.ts';

/**
 * Checks a document against a shape. `value` only where everything fits. A refinement may carry its own words:
 * `z.refine(check, { error: 'What is wrong.', params: { code, next, allowed } })`.
 */
export function readShape<T>(schema: ZodMiniType<T>, root: DocumentNode, file: string): Reading<T> {
  const result = schema.safeParse(plainValue(root));
  if (result.success) return { value: result.data, problems: [] };
  const problems: Problem[] = [];
  const reader: Reader = { schema, root, file };
  for (const issue of result.error.issues) addProblems(reader, issue, [], problems);
  return { value: undefined, problems: firstProblems(problems) };
}

interface Reader {
  readonly schema: ZodMiniType;
  readonly root: DocumentNode;
  readonly file: string;
}

type Path = readonly (string | number)[];

function addProblems(reader: Reader, issue: ShapeIssue, above: Path, problems: Problem[]): void {
  const steps = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  const path = [...above, ...steps];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys ?? []) problems.push(unknownKey(reader, path, key));
    return;
  }
  if (issue.code === 'invalid_key') {
    problems.push(wrongKey(reader, path, issue));
    return;
  }
  const branch = issue.errors === undefined ? undefined : closestBranch(issue.errors);
  if (branch !== undefined) {
    for (const inner of branch) addProblems(reader, inner, path, problems);
    return;
  }
  const node = nodeAt(reader.root, path);
  problems.push(
    node === undefined ? missing(reader, path, issue) : wrongValue(reader, path, node, issue),
  );
}

function unknownKey({ schema, root, file }: Reader, path: Path, key: string): Problem {
  const known = keysAt(schema, path);
  const range = (entryAt(root, [...path, key]) ?? { keyRange: root.range }).keyRange;
  const suggestion = nearest(key, known);
  const problem = errorAt(
    file,
    range,
    'unknown-key',
    `${quoteFound(key)} is no key that can stand here.`,
    `${didYouMean(key, known)}Rename or remove it.`,
    known.length === 0 ? undefined : known.join(', '),
  );
  return suggestion === undefined ? problem : { ...problem, suggestion };
}

/** A key that the map allows in principle, but not in this form. */
function wrongKey({ root, file }: Reader, path: Path, issue: ShapeIssue): Problem {
  const range = entryAt(root, path)?.keyRange ?? root.range;
  const key = quoteFound(String(path.at(-1) ?? ''));
  const { code, next, allowed } = wordIssue(issue.issues?.[0] ?? issue, undefined);
  return errorAt(file, range, code, `${key} cannot be a key here.`, next, allowed);
}

/** Points at the key of the map that lacks something, or at the first character of the map. */
function missing({ root, file }: Reader, path: Path, issue: ShapeIssue): Problem {
  const parentPath = path.slice(0, -1);
  const { start } = (nodeAt(root, parentPath) ?? root).range;
  const range: TextRange = entryAt(root, parentPath)?.keyRange ?? { start, end: start };
  const key = quoteFound(String(path.at(-1) ?? ''));
  const where = parentPath.length === 0 ? '' : ` in ${pathText(parentPath)}`;
  const { allowed } = wordIssue(issue, undefined);
  return errorAt(file, range, 'missing-key', `${key} is missing${where}.`, 'Add it.', allowed);
}

function wrongValue(reader: Reader, path: Path, node: DocumentNode, issue: ShapeIssue): Problem {
  const { file } = reader;
  const words = wordIssue(issue, node);
  const where = path.length === 0 ? 'The file' : pathText(path);
  const isText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (isText && node.kind === 'scalar' && !node.quoted && node.raw !== '') {
    const kind = node.value === null ? 'nothing' : `a ${typeof node.value}`;
    const message = `${where} is text, but YAML reads ${quoteFound(node.raw)} as ${kind}.`;
    return errorAt(
      file,
      node.range,
      'yaml-ambiguous',
      message,
      `Quote it: ${quoteFound(node.raw)}.`,
      'text',
    );
  }
  const message = words.message ?? `${where} is ${words.found}, which cannot stand here.`;
  return errorAt(file, node.range, words.code, message, words.next, words.allowed);
}

/** `messages[0].role`, cut where it is long. */
function pathText(path: Path): string {
  const text = path
    .map((step, index) =>
      typeof step === 'number' ? `[${String(step)}]` : `${index === 0 ? '' : '.'}${step}`,
    )
    .join('');
  return quoteFound(text);
}

/** The alternative that fits best: its kind is right and the fewest things in it are wrong. `undefined`: none fits in kind. */
function closestBranch(
  branches: readonly (readonly ShapeIssue[])[],
): readonly ShapeIssue[] | undefined {
  const fitting = branches.filter((issues) => !issues.some(isOfOtherKind));
  return fitting.toSorted((a, b) => a.length - b.length)[0];
}

function isOfOtherKind({ code, path }: ShapeIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}
