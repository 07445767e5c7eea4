import type { ZodMiniType } from 'zod/mini';
import { catalogueShape } from '../catalogue/shape.ts';
import type { ModelTask } from '#protocol/catalogue.ts';
import { suiteShape } from '../project/suiteShape.ts';
import {
  keyCompletion,
  modelCompletions,
  valueCompletion,
  type AuthoringScene,
  type Completion,
} from './completion.ts';
import { guideAt } from './shapeGuide.ts';
import { yamlCursor } from './yamlCursor.ts';
import type { YamlPath } from './yamlSpan.ts';

type Scene = Pick<AuthoringScene, 'text' | 'at' | 'catalogue' | 'today'>;

export function completionsInSuite(scene: Scene): readonly Completion[] {
  return completionsIn(scene, suiteShape, ([top]) =>
    top === undefined ? undefined : modelKeys.get(top),
  );
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
