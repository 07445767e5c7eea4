import type { ModelTask } from '#protocol/catalogue.ts';
import { modelOf, providerOf } from '../../formats/promptfoo/modelIds.ts';
import { type AuthoringScene, type Completion, modelCompletions } from '../completion.ts';
import type { YamlCursor } from '../yamlCursor.ts';
import type { YamlPath } from '../yamlSpan.ts';
import type { ForeignKind } from './foreignKeys.ts';

/** What a model that is named at a path is to do; `undefined`: none is named there. */
export function foreignModelTask(kind: ForeignKind, path: YamlPath): ModelTask | undefined {
  const step = path.map((one) => (typeof one === 'number' ? '*' : one)).join('.');
  return modelPaths[kind].test(step) ? 'chat' : undefined;
}

const modelPaths: Readonly<Record<ForeignKind, RegExp>> = {
  prompty: /^model(?:\.id|\.configuration\.(?:name|azure_deployment))?$/,
  dotprompt: /^model$/,
  promptfoo:
    /^(?:providers|targets)(?:\.\*(?:\.id)?)?$|(?:^|\.)assert\.\*\.provider$|\.options\.provider$|^defaultTest\.options\.provider$/,
};

/** Models as the format writes them. */
export function foreignModels(
  kind: ForeignKind,
  cursor: YamlCursor,
  scene: Pick<AuthoringScene, 'catalogue' | 'today'>,
  task: ModelTask,
): readonly Completion[] {
  const found = modelCompletions(cursor, scene, task);
  if (kind !== 'promptfoo') return found;
  const space = cursor.needsSpace ? ' ' : '';
  const entries = new Map(scene.catalogue?.models.map((entry) => [entry.id, entry]));
  return found.map((one) => {
    const { provider, name } = entries.get(one.label) ?? { provider: '', name: '' };
    const { text } = providerOf(`${provider}/${name}`, 'chat');
    return { ...one, label: text, insert: `${space}${text}` };
  });
}

/** The id of the catalogue that a word means. */
export function foreignModelId(
  kind: ForeignKind,
  word: string,
  { catalogue }: Pick<AuthoringScene, 'catalogue'>,
): string {
  if (kind !== 'promptfoo') return word.replace(/^(?:googleai|vertexai)\//, 'google/');
  const found = modelOf(word);
  if (found.kind !== 'model') return word;
  const named = catalogue?.models.find(
    ({ id, provider, name }) => id === found.id || `${provider}/${name}` === found.id,
  );
  return named?.id ?? found.id;
}
