import type { ZodMiniType } from 'zod/mini';
import { catalogueShape } from '../catalogue/shape.ts';
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
  return completionsIn(scene, suiteShape, ([top]) => modelKeys.has(top));
}

const modelKeys: ReadonlySet<unknown> = new Set(['models', 'judge', 'allowUnpriced']);

export function completionsInCatalogue(scene: Scene): readonly Completion[] {
  return completionsIn(scene, catalogueShape, (path) => path[2] === 'replacement');
}

function completionsIn(
  scene: Scene,
  shape: ZodMiniType,
  isModel: (path: YamlPath) => boolean,
): readonly Completion[] {
  const cursor = yamlCursor(scene.text, scene.at);
  if (cursor === undefined || cursor.style === 'block') return [];
  if (cursor.part === 'key')
    return (guideAt(shape, cursor.path.slice(0, -1))?.keys ?? [])
      .filter(({ name }) => !cursor.siblings.includes(name))
      .map((guide) => keyCompletion(cursor, guide));
  if (isModel(cursor.path)) return modelCompletions(cursor, scene);
  const values = guideAt(shape, cursor.path)?.values ?? [];
  return values.map((value) => valueCompletion(cursor, 'value', value));
}
