import { hasErrors } from '#protocol/problem.ts';
import type { Problem, TextRange } from '#protocol/problem.ts';
import type { Catalogue, ModelEntry } from '#protocol/catalogue.ts';
import { didYouMean } from '../documents/nearest.ts';
import { nodeAt } from '../documents/node.ts';
import type { DocumentNode } from '../documents/node.ts';
import { errorAt, firstProblems, quoteFound } from '../documents/problems.ts';
import type { Reading } from '../documents/reading.ts';
import { readShape } from '../documents/shape.ts';
import { decodeSource } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';
import { catalogueShape } from './shape.ts';

/** Reads `assay.models.yml`. Any error leaves no catalogue at all, so that a malformed one denies every model. */
export function readCatalogue(bytes: Uint8Array, file: string): Reading<Catalogue> {
  const source = decodeSource(bytes, file);
  if (source.value === undefined) return { value: undefined, problems: source.problems };
  const document = readYaml(source.value);
  const problems = [...source.problems, ...document.problems];
  if (document.value === undefined) return { value: undefined, problems: firstProblems(problems) };
  const shape = readShape(catalogueShape, document.value, file);
  problems.push(...shape.problems);
  if (shape.value === undefined) return { value: undefined, problems: firstProblems(problems) };
  const { models } = shape.value;
  problems.push(...findConflicts(models, document.value, file));
  const value = hasErrors(problems) ? undefined : { file, models };
  return { value, problems: firstProblems(problems) };
}

/** Ids that stand twice, and replacements that are not there. */
function findConflicts(models: readonly ModelEntry[], root: DocumentNode, file: string): Problem[] {
  const problems: Problem[] = [];
  const placeOf = (index: number, key: string): TextRange =>
    (nodeAt(root, ['models', index, key]) ?? root).range;
  const first = new Map<string, number>();
  for (const [index, { id }] of models.entries()) {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      continue;
    }
    const { line, column } = placeOf(earlier, 'id').start;
    const message = `The model ${quoteFound(id)} stands here and at line ${String(line)}, column ${String(column)}.`;
    const next = 'Keep one of the two.';
    problems.push(errorAt(file, placeOf(index, 'id'), 'duplicate-model', message, next));
  }
  for (const [index, { id, replacement }] of models.entries()) {
    if (replacement === undefined || (replacement !== id && first.has(replacement))) continue;
    const others = [...first.keys()].filter((one) => one !== id);
    const message =
      replacement === id
        ? `The model ${quoteFound(id)} replaces itself.`
        : `The replacement ${quoteFound(replacement)} is not in the catalogue.`;
    const next = `${didYouMean(replacement, others)}Name a model of this file, or remove the line.`;
    const range = placeOf(index, 'replacement');
    problems.push(errorAt(file, range, 'unknown-replacement', message, next, listed(others)));
  }
  return problems;
}

/** Up to 20 ids. */
function listed(ids: readonly string[]): string {
  return ids.length <= 20 ? ids.join(', ') : `${ids.slice(0, 20).join(', ')} …`;
}
