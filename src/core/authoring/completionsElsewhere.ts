import type { ZodMiniType } from 'zod/mini';
import { catalogueShape } from '../catalogue/shape.ts';
import type { ModelTask } from '#protocol/catalogue.ts';
import { ruleGroups } from '../lint/rules.ts';
import { sidecarShape } from '../formats/promptYml/shape.ts';
import { suiteShape } from '../project/suiteShape.ts';
import {
  keyCompletion,
  modelCompletions,
  valueCompletion,
  type AuthoringScene,
  type Completion,
} from './completion.ts';
import { completionsInPrompt } from './completions.ts';
import { guideAt } from './shapeGuide.ts';
import { yamlCursor } from './yamlCursor.ts';
import type { YamlPath } from './yamlSpan.ts';

type Scene = Pick<AuthoringScene, 'text' | 'at' | 'catalogue' | 'today'>;

export function completionsInSuite(scene: Scene): readonly Completion[] {
  return (
    ruleCompletions(scene) ??
    completionsIn(scene, suiteShape, ([top]) =>
      top === undefined ? undefined : modelKeys.get(top),
    )
  );
}

/** Rules of lint where one stands: `lint.rules` and `lint.ignore`. Those that guard a run cannot be set. */
function ruleCompletions({ text, at }: Scene): readonly Completion[] | undefined {
  const cursor = yamlCursor(text, at);
  const [top, list, index, key] = cursor?.path ?? [];
  if (cursor === undefined || top !== 'lint') return undefined;
  const rules = ruleGroups
    .flatMap((group) => group.rules)
    .filter(({ severity, code }) => severity !== 'error' && !cursor.siblings.includes(code));
  // The first key of a map might still become a value.
  const isFirst = cursor.part === 'value' && cursor.isOpen && cursor.path.length === 2;
  const isKey = cursor.part === 'key' && cursor.path.length === 3;
  if (list === 'rules' && (isFirst || isKey))
    return rules.map(({ code, title }) =>
      keyCompletion(cursor, { name: code, description: title, isRequired: false, holds: 'scalar' }),
    );
  if (cursor.part === 'value' && list === 'ignore' && typeof index === 'number' && key === 'rule')
    return rules.map(({ code }) => valueCompletion(cursor, 'value', code));
  return undefined;
}

/** Below the keys at the top everything is as in a prompt. */
export function completionsInSidecar(scene: AuthoringScene): readonly Completion[] {
  const cursor = yamlCursor(scene.text, scene.at);
  if (cursor?.part === 'key' && cursor.path.length === 1)
    return completionsIn(scene, sidecarShape, () => undefined);
  return completionsInPrompt(scene);
}

const modelKeys: ReadonlyMap<unknown, ModelTask | 'any'> = new Map([
  ['models', 'chat'],
  ['judge', 'chat'],
  ['embedding', 'embedding'],
  ['allowUnpriced', 'any'],
]);

export function completionsInCatalogue(scene: Scene): readonly Completion[] {
  return completionsIn(scene, catalogueShape, (path) =>
    path[2] === 'replacement' ? 'any' : undefined,
  );
}

function completionsIn(
  scene: Scene,
  shape: ZodMiniType,
  modelAt: (path: YamlPath) => ModelTask | 'any' | undefined,
): readonly Completion[] {
  const cursor = yamlCursor(scene.text, scene.at);
  if (cursor === undefined || cursor.style === 'block') return [];
  if (cursor.part === 'key')
    return (guideAt(shape, cursor.path.slice(0, -1))?.keys ?? [])
      .filter(({ name }) => !cursor.siblings.includes(name))
      .map((guide) => keyCompletion(cursor, guide));
  const task = modelAt(cursor.path);
  if (task !== undefined) return modelCompletions(cursor, scene, task);
  const values = guideAt(shape, cursor.path)?.values ?? [];
  return values.map((value) => valueCompletion(cursor, 'value', value));
}
