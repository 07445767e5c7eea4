import { assertionTypes } from '../../formats/promptfoo/assertionTypes.ts';
import { type Hover, variableNote } from '../hovers.ts';
import { modelNote } from '../modelNote.ts';
import { ownLine, titleLine } from '../note.ts';
import { yamlCursor } from '../yamlCursor.ts';
import { type ForeignScene, isTypePath, typeNote } from './foreignCompletions.ts';
import { foreignKeys } from './foreignKeys.ts';
import { foreignModelId, foreignModelTask } from './foreignModels.ts';
import { keysText, tagWordAt } from './foreignText.ts';

/** What there is to say of the word under the mouse in a file of another tool. */
export function hoverInForeign(scene: ForeignScene): Hover | undefined {
  const { kind, text, at, catalogue, today } = scene;
  const tag = tagWordAt(text, at);
  if (tag !== undefined) {
    const isKnown = [...scene.names, ...scene.columns.map(({ name }) => name)].includes(tag.word);
    return isKnown ? { range: tag.range, note: variableNote(tag.word, scene) } : undefined;
  }
  const keys = keysText(kind, text);
  const cursor = keys === undefined ? undefined : yamlCursor(keys, at);
  if (cursor === undefined) return undefined;
  const { path, part, token, word } = cursor;
  if (part === 'key') {
    const name = String(path.at(-1));
    const guide = foreignKeys(kind, path.slice(0, -1)).find((one) => one.name === name);
    return guide?.description === undefined
      ? undefined
      : { range: token, note: [titleLine(name), ownLine(guide.description)] };
  }
  if (word === '') return undefined;
  if (foreignModelTask(kind, path) !== undefined)
    return {
      range: token,
      note: modelNote(catalogue, foreignModelId(kind, word, scene), today),
    };
  const type = word.replace(/^not-/, '');
  const rule = kind === 'promptfoo' && isTypePath(path) ? assertionTypes.get(type) : undefined;
  return rule === undefined ? undefined : { range: token, note: typeNote(word, rule) };
}
