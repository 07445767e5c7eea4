import type { ModelTask } from '#protocol/catalogue.ts';
import { templateVariables } from '../prompts/template.ts';
import {
  keyCompletion,
  metricCompletions,
  modelCompletions,
  valueCompletion,
  variableCompletion,
  type AuthoringScene,
  type Completion,
} from './completion.ts';
import type { Column } from './columns.ts';
import { offsetAt } from './offsets.ts';
import { isModelPath, modelTaskAt, shapeAt } from './promptShape.ts';
import { guideAt, type KeyGuide } from './shapeGuide.ts';
import { openVariableAt } from './variableAt.ts';
import { yamlCursor, type YamlCursor } from './yamlCursor.ts';
import { yamlSpans } from './yamlSpans.ts';

/** What can be written where the cursor stands in a prompt file, the likeliest first. */
export function completionsInPrompt(scene: AuthoringScene): readonly Completion[] {
  const { text, at } = scene;
  const cursor = yamlCursor(text, at);
  const variable = openVariableAt(text, at);
  if (variable !== undefined) {
    const columns = [...scene.columns, ...(cursor?.path[2] === 'llm' ? [completion] : [])];
    return columns.map((column) => variableCompletion(variable, column));
  }
  if (cursor === undefined) return [];
  return cursor.part === 'key' ? keysAt(scene, cursor) : valuesAt(scene, cursor);
}

/** The reply, as GitHub's judge gets it. */
const completion: Column = { name: 'completion', examples: ['the reply'], places: [] };

function keysAt(scene: AuthoringScene, cursor: YamlCursor): readonly Completion[] {
  return keyGuides(scene, cursor.path.slice(0, -1))
    .filter(({ name }) => fits(name, cursor.siblings))
    .map((guide) => keyCompletion(cursor, guide));
}

/** An evaluator has one of these. */
const kinds = ['uses', 'string', 'llm'];

function fits(name: string, siblings: readonly string[]): boolean {
  if (siblings.includes(name)) return false;
  if (kinds.includes(name)) return !kinds.some((kind) => siblings.includes(kind));
  return name !== 'with' || !(siblings.includes('string') || siblings.includes('llm'));
}

/** The keys of the map at a path. */
function keyGuides(scene: AuthoringScene, path: YamlCursor['path']): readonly KeyGuide[] {
  const [top, , third] = path;
  if (top === 'testData') return path.length === 2 ? caseKeys(scene) : [];
  if (top === 'datasets' && third === 'map') return caseKeys(scene);
  const { shape, path: inner } = placedShape(scene, [...path, '']);
  return guideAt(shape, inner.slice(0, -1))?.keys ?? [];
}

function placedShape(
  { text, metrics }: AuthoringScene,
  path: YamlCursor['path'],
): ReturnType<typeof shapeAt> {
  return shapeAt(path, path[2] === 'with' ? yamlSpans(text).spans : [], text, metrics);
}

function taskAt({ text, metrics }: AuthoringScene, path: YamlCursor['path']): ModelTask {
  return modelTaskAt(path, path[2] === 'with' ? yamlSpans(text).spans : [], text, metrics);
}

/** What the prompt asks of its cases, then what has a meaning of its own. */
function caseKeys({ text, columns }: AuthoringScene): readonly KeyGuide[] {
  const names = new Set(templateVariables(text).map(({ name }) => name));
  names.delete('completion');
  for (const { name } of columns) if (!name.includes('.')) names.add(name);
  for (const name of ['expected', 'tags', 'id']) names.add(name);
  return Array.from(names, (name) => ({
    name,
    description: undefined,
    isRequired: false,
    holds: 'scalar',
  }));
}

function valuesAt(scene: AuthoringScene, cursor: YamlCursor): readonly Completion[] {
  const { path } = cursor;
  const [top, index, third] = path;
  if (cursor.style === 'block') return [];
  if (isModelPath(path)) return modelCompletions(cursor, scene, taskAt(scene, path));
  if (top === 'evaluators' && third === 'uses') return metricCompletions(cursor, scene.metrics);
  if (top === 'datasets' && third === 'file')
    return scene.datasetFiles.map((file) => valueCompletion(cursor, 'file', file));
  if (top === 'datasets' && third === 'map' && path.length === 4 && typeof index === 'number')
    return scene.columnsOfDataset(index).map((column) => valueCompletion(cursor, 'column', column));
  const { shape, path: inner } = placedShape(scene, path);
  const guide = guideAt(shape, inner);
  const values = (guide?.values ?? []).map((value) => valueCompletion(cursor, 'value', value));
  return cursor.isOpen ? [...values, ...firstKeys(scene, cursor, guide?.item)] : values;
}

/** Where a map, or a list of maps, has not begun yet. */
function firstKeys(
  scene: AuthoringScene,
  cursor: YamlCursor,
  item: 'map' | 'list' | 'scalar' | undefined,
): readonly Completion[] {
  if (cursor.isFlow || !startsLine(scene.text, cursor)) return [];
  const isList = item === 'map';
  return keyGuides(scene, isList ? [...cursor.path, 0] : cursor.path).map((guide) =>
    keyCompletion(cursor, guide, isList ? '- ' : ''),
  );
}

/** Behind the colon of a key a map would have to begin on the next line. */
function startsLine(text: string, { range: { start } }: YamlCursor): boolean {
  const from = offsetAt(text, { line: start.line, column: 1 });
  return /^[\s-]*$/.test(text.slice(from, from + start.column - 1));
}
