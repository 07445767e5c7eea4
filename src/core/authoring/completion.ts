import type { Catalogue, ModelTask } from '#protocol/catalogue.ts';
import type { Position, TextRange } from '#protocol/problem.ts';
import { verdictOn } from '../catalogue/policy.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Suite } from '../project/suite.ts';
import type { Column } from './columns.ts';
import { metricNote } from './metricNote.ts';
import { modelDetail, modelNote } from './modelNote.ts';
import type { Note } from './note.ts';
import { textLine } from './note.ts';
import type { KeyGuide } from './shapeGuide.ts';
import type { YamlCursor } from './yamlCursor.ts';

/** What can be written at a place. */
export interface Completion {
  readonly kind: 'model' | 'variable' | 'metric' | 'key' | 'value' | 'file' | 'column';
  readonly label: string;
  /** Plain text, in place of `range`. */
  readonly insert: string;
  readonly detail: string;
  readonly note: Note;
  readonly range: TextRange;
  /** After inserting, there is more to choose. */
  readonly goesOn: boolean;
}

/** What is known around the file that is written. */
export interface AuthoringScene {
  readonly text: string;
  readonly at: Position;
  readonly catalogue: Catalogue | undefined;
  readonly suite: Suite;
  readonly metrics: readonly Metric[];
  /** ISO date. */
  readonly today: string;
  /** Of all cases of the prompt. */
  readonly columns: readonly Column[];
  /** Relative to the prompt's folder. */
  readonly datasetFiles: readonly string[];
  /** As the file of a dataset calls them, by its place in the prompt. */
  columnsOfDataset(index: number): readonly string[];
}

type Place = Pick<YamlCursor, 'range' | 'needsSpace'>;

/** Those that can be called, the approved ones first. */
export function modelCompletions(
  place: Place,
  { catalogue, today }: Pick<AuthoringScene, 'catalogue' | 'today'>,
  task: ModelTask | 'any' = 'chat',
): readonly Completion[] {
  const callable = (catalogue?.models ?? []).filter(
    ({ id }) => verdictOn(catalogue, id, today, task).allowed,
  );
  const order = ['approved', 'trial', 'deprecated'];
  return callable
    .toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
    .map((entry) => ({
      ...valueCompletion(place, 'model', entry.id),
      detail: modelDetail(entry),
      note: modelNote(catalogue, entry.id, today),
    }));
}

export function metricCompletions(place: Place, metrics: readonly Metric[]): readonly Completion[] {
  return metrics
    .filter(({ kind }) => kind !== 'string' && kind !== 'llm')
    .map((metric) => ({
      ...valueCompletion(place, 'metric', metric.kind),
      detail: metric.cost === 'judge' ? `${metric.title} · asks a model` : metric.title,
      note: metricNote(metric),
    }));
}

export function valueCompletion(
  { range, needsSpace }: Place,
  kind: Completion['kind'],
  label: string,
): Completion {
  const insert = `${needsSpace ? ' ' : ''}${label}`;
  return { kind, label, insert, detail: '', note: [], range, goesOn: false };
}

/** A key with what has to follow it. `lead`: the dash of a list's item. */
export function keyCompletion(
  { range, needsSpace, isFlow, hasColon }: YamlCursor,
  { name, description, isRequired, holds }: KeyGuide,
  lead = '',
): Completion {
  const below = { scalar: ' ', map: '\n  ', list: '\n  - ' }[isFlow ? 'scalar' : holds];
  const follows = hasColon ? '' : `:${below}`;
  return {
    kind: 'key',
    label: name,
    insert: `${needsSpace ? ' ' : ''}${lead}${name}${follows}`,
    detail: isRequired ? 'required' : '',
    note: description === undefined ? [] : [textLine(description)],
    range,
    goesOn: !hasColon,
  };
}

export function variableCompletion(
  { range, closing }: { readonly range: TextRange; readonly closing: string },
  { name, examples, places }: Column,
): Completion {
  const [place] = places;
  return {
    kind: 'variable',
    label: name,
    insert: `${name}${closing}`,
    detail: examples[0] ?? '',
    note: place === undefined ? [] : [textLine(`From ${place.file}, line ${place.line}.`)],
    range,
    goesOn: false,
  };
}
