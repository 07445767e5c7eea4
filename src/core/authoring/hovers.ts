import type { TextRange } from '#protocol/problem.ts';
import type { ZodMiniType } from 'zod/mini';
import { catalogueShape } from '../catalogue/shape.ts';
import { nearest } from '../documents/nearest.ts';
import { quoteFound } from '../documents/problems.ts';
import { suiteShape } from '../project/suiteShape.ts';
import type { AuthoringScene } from './completion.ts';
import { metricNote } from './metricNote.ts';
import { modelNote } from './modelNote.ts';
import { ownLine, textLine, titleLine, type Note } from './note.ts';
import { isModelPath, shapeAt } from './promptShape.ts';
import { guideAt } from './shapeGuide.ts';
import { variableAt } from './variableAt.ts';
import { isFilled } from './variables/variableUses.ts';
import { yamlCursor } from './yamlCursor.ts';
import { yamlSpans } from './yamlSpans.ts';

export interface Hover {
  readonly range: TextRange;
  readonly note: Note;
}

type Scene = Omit<AuthoringScene, 'datasetFiles' | 'columnsOfDataset'>;

/** What there is to say of the word under the mouse in a prompt file. */
export function hoverInPrompt(scene: Scene): Hover | undefined {
  const { text, at, catalogue, metrics, today } = scene;
  const cursor = yamlCursor(text, at);
  if (cursor === undefined) return undefined;
  const { path, part, token, word } = cursor;
  const variable = variableAt(text, at);
  if (variable !== undefined && isFilled(path)) {
    const isReply = variable.name === 'completion' && path[2] === 'llm';
    const note = isReply
      ? [titleLine('completion'), textLine('The reply that is judged.')]
      : variableNote(variable.name, scene);
    return { range: variable.range, note };
  }
  if (part === 'key') {
    const spans = path[2] === 'with' ? yamlSpans(text).spans : [];
    const { shape, path: inner } = shapeAt(path, spans, text, metrics);
    return keyHover(shape, inner, token);
  }
  if (word === '') return undefined;
  if (isModelPath(path)) return { range: token, note: modelNote(catalogue, word, today) };
  const isUses = path[0] === 'evaluators' && path[2] === 'uses';
  const metric = isUses ? metrics.find(({ kind }) => kind === word) : undefined;
  return metric === undefined ? undefined : { range: token, note: metricNote(metric) };
}

export function hoverInSuite(scene: Scene): Hover | undefined {
  return hoverIn(scene, suiteShape, ([top]) => top === 'models' || top === 'judge');
}

export function hoverInCatalogue(scene: Scene): Hover | undefined {
  return hoverIn(scene, catalogueShape, (path) => path[2] === 'replacement' || path[2] === 'id');
}

function hoverIn(
  { text, at, catalogue, today }: Scene,
  shape: ZodMiniType,
  isModel: (path: readonly (string | number)[]) => boolean,
): Hover | undefined {
  const cursor = yamlCursor(text, at);
  if (cursor === undefined) return undefined;
  const { part, path, token, word } = cursor;
  if (part === 'key') return keyHover(shape, path, token);
  if (word === '' || !isModel(path)) return undefined;
  return { range: token, note: modelNote(catalogue, word, today) };
}

function keyHover(
  shape: ZodMiniType,
  path: readonly (string | number)[],
  range: TextRange,
): Hover | undefined {
  const guide = guideAt(shape, path);
  if (guide?.description === undefined) return undefined;
  const { description, values } = guide;
  const allowed = values.length === 0 ? [] : [textLine(`One of ${values.join(', ')}.`)];
  return { range, note: [titleLine(String(path.at(-1))), ownLine(description), ...allowed] };
}

/** Only messages and GitHub's own evaluators are templates. */
export function variableNote(name: string, { columns }: Pick<Scene, 'columns'>): Note {
  const column = columns.find((one) => one.name === name);
  if (column === undefined) {
    const names = columns.map((one) => one.name);
    const meant = nearest(name, names);
    return [
      titleLine(name),
      textLine('No case has a value for this name.'),
      ...(meant === undefined ? [] : [textLine(`Did you mean ${quoteFound(meant)}?`)]),
    ];
  }
  return [
    titleLine(name),
    ...column.examples.map((example) => textLine(`Such as ${quoteFound(example)}.`)),
    ...column.places.map(({ file, line }) => textLine(`From ${file}, line ${line}.`)),
  ];
}
