import { fileStart } from '#protocol/problem.ts';
import type { Problem } from '#protocol/problem.ts';
import { Composer } from 'yaml';
import type { CST, Document } from 'yaml';
import { defaultLimits } from './node.ts';
import type { DocumentLimits, DocumentNode } from './node.ts';
import { errorAt, firstProblems, quoteFound, problemsInOrder } from './problems.ts';
import type { Reading } from './reading.ts';
import type { SourceText } from './source.ts';
import { convertYaml } from './yamlNodes.ts';
import { withoutStacks } from './withoutStacks.ts';
import type { YamlReferences } from './yamlReferences.ts';
import { mostFaults, scanYaml } from './yamlScan.ts';
import { syntaxProblem } from './yamlSyntax.ts';

/**
 * Reads one document of YAML 1.2, core schema: maps with text keys, lists, scalars. Refuses what lets a small file cost
 * much or mean something else than it looks: deep nesting, tags, directives, duplicate keys; aliases and merge keys where
 * no `references` are given to follow them.
 * The root is a map or a list. With faults the value is what could be read.
 */
export function readYaml(
  source: SourceText,
  limits: Partial<DocumentLimits> = {},
  references?: YamlReferences,
): Reading<DocumentNode> {
  const within = { ...defaultLimits, ...limits };
  const { file } = source;
  if (source.text.length > within.maxLength) {
    const message = `The file has ${String(source.text.length)} characters.`;
    const next = 'Move cases into a dataset file (.jsonl or .csv).';
    const allowed = `at most ${String(within.maxLength)} characters`;
    return refused(errorAt(file, fileStart, 'yaml-too-large', message, next, allowed));
  }
  // The library knows no line end of a lone CR. Same length, so that offsets stay.
  const text = source.text.replace(/\r(?!\n)/g, '\n');
  const scan = scanYaml(source, text, within, references !== undefined);
  if (scan.parts === undefined) return { value: undefined, problems: firstProblems(scan.problems) };

  const { parts } = scan;
  const documents = withoutStacks(() => compose(parts));
  const [document, second] = documents;
  if (document === undefined || (document.contents === null && second === undefined)) {
    const next = 'Write the keys that this file needs.';
    return refused(errorAt(file, fileStart, 'yaml-empty', 'The file is empty.', next));
  }
  const problems = [...scan.problems];
  if (second !== undefined) {
    const at = second.range[0];
    const message = 'A second document starts here.';
    const next = 'Keep one document in the file; remove the "---" or "..." before the second.';
    problems.push(errorAt(file, source.range(at, at), 'yaml-documents', message, next));
  }
  // What follows a template without quotes is read as YAML never meant it: one problem says enough.
  const sound = Math.min(Infinity, ...[...scan.braces].slice(0, 1));
  for (const error of document.errors.slice(0, mostFaults)) {
    if (error.pos[0] < sound) problems.push(syntaxProblem(error, source));
  }
  if (document.contents === null) return { value: undefined, problems: firstProblems(problems) };
  const converted = convertYaml(document.contents, source, within, scan.braces, references);
  problems.push(...converted.problems);
  const value = converted.value;
  const isRoot = value?.kind !== 'scalar';
  if (!isRoot && scan.braces.size === 0) {
    const message = `The file holds a single value, ${quoteFound(value.raw)}.`;
    const next = 'Write keys with values: "name: …".';
    problems.push(errorAt(file, value.range, 'yaml-root', message, next, 'a map or a list'));
  }
  return { value: isRoot ? value : undefined, problems: firstProblems(problemsInOrder(problems)) };
}

/** At most two documents: the second is only needed to be refused. */
function compose(parts: readonly CST.Token[]): Document.Parsed[] {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: false,
  });
  const documents: Document.Parsed[] = [];
  for (const part of parts) {
    for (const document of composer.next(part)) documents.push(document);
    if (documents.length > 1) return documents;
  }
  for (const document of composer.end()) documents.push(document);
  return documents;
}

function refused(problem: Problem): Reading<DocumentNode> {
  return { value: undefined, problems: [problem] };
}
