import type { JsonValue } from '#base/json.ts';
import type { Problem, TextRange } from '#protocol/problem.ts';
import type { DocumentNode } from '../documents/node.ts';
import { nodeAt, nodeOf } from '../documents/node.ts';
import { errorAt, quoteFound } from '../documents/problems.ts';
import type { Reading } from '../documents/reading.ts';
import { readShape } from '../documents/shape.ts';
import type { Evaluator } from '../prompts/prompt.ts';
import type { Metric, SettingsFault } from './metric.ts';

/** Checks what stands under `with:` against the metric's shape, and fills in defaults. Nothing there is the same as `{}`. */
export function readSettings(metric: Metric, evaluator: Evaluator, file: string): Reading<unknown> {
  const root = settingsNode(evaluator);
  if (root.kind !== 'map') {
    const fault: SettingsFault = {
      code: 'wrong-type',
      path: [],
      message: `the settings of ${metric.kind} are no map.`,
      allowed: 'a map of keys',
      next: 'Write one setting a line.',
    };
    return { value: undefined, problems: [problemOf(fault, evaluator, file)] };
  }
  const { value, problems } = readShape(metric.settings, root, file);
  return { value, problems: problems.map((one) => inEvaluator(one, evaluator)) };
}

/** Points at the setting, or at the evaluator where the format cannot say or the setting is not there. */
export function problemOf(fault: SettingsFault, evaluator: Evaluator, file: string): Problem {
  const { code, path, at, message, next, allowed } = fault;
  const place = at ?? { file, range: rangeOf(evaluator, path) };
  return inEvaluator(errorAt(place.file, place.range, code, message, next, allowed), evaluator);
}

/** One without a name stands inside of another, which says where. */
function inEvaluator(problem: Problem, { name }: Evaluator): Problem {
  if (name === '') return problem;
  return { ...problem, message: `Evaluator ${quoteFound(name)}: ${problem.message}` };
}

function rangeOf({ settings, range }: Evaluator, path: SettingsFault['path']): TextRange {
  if (settings === undefined || path.length === 0) return range;
  return nodeAt(settings, path)?.range ?? range;
}

/** Settings without places stand where their evaluator does. */
function settingsNode({ settings, with: written, range }: Evaluator): DocumentNode {
  // What a format reads under `with:` came out of YAML or JSON.
  return settings ?? nodeOf((written ?? {}) as JsonValue, range);
}
