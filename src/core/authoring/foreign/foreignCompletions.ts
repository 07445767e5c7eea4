import { metricOf } from '../../metrics/builtin.ts';
import { assertionTypes } from '../../formats/promptfoo/assertionTypes.ts';
import type { TypeRule } from '../../formats/promptfoo/rules/rule.ts';
import type { Column } from '../columns.ts';
import {
  type AuthoringScene,
  type Completion,
  keyCompletion,
  valueCompletion,
  variableCompletion,
} from '../completion.ts';
import { metricNote } from '../metricNote.ts';
import { ownLine, type Note, titleLine } from '../note.ts';
import { yamlCursor, type YamlCursor } from '../yamlCursor.ts';
import { foreignKeys, type ForeignKind } from './foreignKeys.ts';
import { foreignModels, foreignModelTask } from './foreignModels.ts';
import { keysText, tagWordAt } from './foreignText.ts';

/** What is known around a file of another tool. */
export interface ForeignScene extends AuthoringScene {
  readonly kind: ForeignKind;
  /** Variables of the prompt's texts. */
  readonly names: readonly string[];
}

/** What can be written where the cursor stands. */
export function completionsInForeign(scene: ForeignScene): readonly Completion[] {
  const { kind, text, at } = scene;
  const tag = tagWordAt(text, at);
  if (tag !== undefined)
    return knownNames(scene)
      .filter(({ name }) => name !== tag.word || scene.columns.some((one) => one.name === name))
      .map((column) => variableCompletion(tag, column));
  const keys = keysText(kind, text);
  const cursor = keys === undefined ? undefined : yamlCursor(keys, at);
  if (cursor === undefined || cursor.style === 'block') return [];
  if (cursor.part === 'key') return keysAt(scene, cursor, cursor.path.slice(0, -1));
  return valuesAt(scene, cursor);
}

function knownNames({ columns, names }: ForeignScene): readonly Column[] {
  const known = new Set(columns.map(({ name }) => name));
  const others = [...new Set(names)].filter((name) => !known.has(name));
  return [...columns, ...others.map((name) => ({ name, examples: [], places: [] }))];
}

function keysAt(
  scene: ForeignScene,
  cursor: YamlCursor,
  path: YamlCursor['path'],
  lead = '',
): readonly Completion[] {
  return [...foreignKeys(scene.kind, path), ...valueKeys(scene, path)]
    .filter(({ name }) => !cursor.siblings.includes(name))
    .map((guide) => keyCompletion(cursor, guide, lead));
}

/** Where a map holds values by the names of variables. */
function valueKeys(scene: ForeignScene, path: YamlCursor['path']): ReturnType<typeof foreignKeys> {
  const isValues =
    scene.kind === 'promptfoo'
      ? path.at(-1) === 'vars'
      : /^(?:sample|input\.(?:default|schema))$/.test(path.join('.'));
  if (!isValues) return [];
  return knownNames(scene).map(({ name }) => ({
    name,
    description: undefined,
    isRequired: false,
    holds: 'scalar',
  }));
}

function valuesAt(scene: ForeignScene, cursor: YamlCursor): readonly Completion[] {
  const { kind } = scene;
  const { path } = cursor;
  const task = foreignModelTask(kind, path);
  const isMap = foreignKeys(kind, path).length > 0;
  const models = task === undefined ? [] : foreignModels(kind, cursor, scene, task);
  if (kind === 'promptfoo' && isTypePath(path)) return typeCompletions(cursor);
  if (!cursor.isOpen || cursor.isFlow) return models;
  return isMap ? [...models, ...keysAt(scene, cursor, path)] : models;
}

/** Whether a type of an assertion stands at a path. */
export function isTypePath(path: YamlCursor['path']): boolean {
  return path.at(-1) === 'type' && (path.at(-3) === 'assert' || path[0] === 'assertionTemplates');
}

function typeCompletions(cursor: YamlCursor): readonly Completion[] {
  return Array.from(assertionTypes, ([type, rule]) => ({
    ...valueCompletion(cursor, 'metric', type),
    detail: rule.fate,
    note: typeNote(type, rule),
  }));
}

/** What becomes of a type of promptfoo, and what the metric behind it says of itself. */
export function typeNote(type: string, rule: TypeRule): Note {
  const { fate, note } = rule;
  const found = metricOf(metricBehind(rule) ?? '');
  const words = note === undefined ? '' : ` ${note.charAt(0).toUpperCase()}${note.slice(1)}`;
  return [
    titleLine(type),
    ownLine(`${fates[fate]}${words}`),
    ...(found === undefined ? [] : metricNote(found)),
  ];
}

/** Whatever value makes something of the type shows which metric that is. */
function metricBehind({ map }: TypeRule): string | undefined {
  for (const value of ['stop', 1]) {
    const made = map({ value, threshold: 1, vars: {}, config: {}, model: undefined, code: noCode });
    if ('uses' in made) return made.uses;
  }
  return undefined;
}

function noCode(path: string): { readonly text: string; readonly path: string } {
  return { text: '', path };
}

const fates: Readonly<Record<TypeRule['fate'], string>> = {
  native: 'The same here.',
  approximated: 'Near the same here.',
  external: 'Code of your own.',
  unsupported: 'Not looked at here:',
};
