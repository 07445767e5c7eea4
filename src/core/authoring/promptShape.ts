import type { ZodMiniType } from 'zod/mini';
import type { ModelTask } from '#protocol/catalogue.ts';
import { promptFileShape } from '../formats/promptYml/shape.ts';
import type { Metric } from '../metrics/metric.ts';
import { unquoted } from './yamlTokens.ts';
import type { YamlPath, YamlSpan } from './yamlSpan.ts';

/** A shape, and the way in it. */
interface PlacedShape {
  readonly shape: ZodMiniType;
  readonly path: YamlPath;
}

/** Which shape a place of a prompt file is judged by: its own, or that of a metric's settings. */
export function shapeAt(
  path: YamlPath,
  spans: readonly YamlSpan[],
  text: string,
  metrics: readonly Metric[],
): PlacedShape {
  const [top, index, key] = path;
  if (top === 'evaluators' && typeof index === 'number') {
    const kind = key === 'with' ? usesOf(index, spans, text) : key;
    const isSettings = key === 'with' || key === 'string' || key === 'llm';
    const metric = isSettings ? metrics.find((one) => one.kind === kind) : undefined;
    if (metric !== undefined && path.length > 3)
      return { shape: metric.settings, path: path.slice(3) };
  }
  return { shape: promptFileShape, path };
}

/** The kind of metric that an evaluator names. */
export function usesOf(
  index: number,
  spans: readonly YamlSpan[],
  text: string,
): string | undefined {
  const found = spans.find(
    ({ part, path }) =>
      part === 'value' &&
      path.length === 3 &&
      path[0] === 'evaluators' &&
      path[1] === index &&
      path[2] === 'uses',
  );
  return found === undefined ? undefined : valueOf(found, text);
}

/** The text of a scalar on one line, without quotation marks. */
export function valueOf({ style, start, end }: YamlSpan, text: string): string {
  const written = text.slice(start, end);
  return style === 'double' || style === 'single' ? unquoted(written) : written;
}

/** Whether a model's id stands at a path of a prompt file. */
export function isModelPath(path: YamlPath): boolean {
  const [top, second] = path;
  if (top === 'model') return path.length === 1;
  if (top === 'models') return path.length === 2 && typeof second === 'number';
  return top === 'evaluators' && (path.at(-1) === 'modelId' || path.at(-1) === 'embeddingModelId');
}

/** What a model that stands at such a path is to do: a metric that asks no judge wants embeddings. */
export function modelTaskAt(
  path: YamlPath,
  spans: readonly YamlSpan[],
  text: string,
  metrics: readonly Metric[],
): ModelTask {
  const [top, index, key] = path;
  if (path.at(-1) === 'embeddingModelId') return 'embedding';
  if (top !== 'evaluators' || key !== 'with' || typeof index !== 'number') return 'chat';
  const kind = usesOf(index, spans, text);
  const metric = metrics.find((one) => one.kind === kind);
  const wantsVectors = metric?.embedders !== undefined && metric.judges === undefined;
  return wantsVectors ? 'embedding' : 'chat';
}
