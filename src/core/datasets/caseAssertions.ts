import * as z from 'zod/mini';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { deepestGroup, type AnyAssertion, type CaseAssertions } from '#protocol/assertion.ts';
import { nodeAt, type DocumentNode } from '../documents/node.ts';
import type { Reading } from '../documents/reading.ts';
import { readShape } from '../documents/shape.ts';

/** The key of a case under which it demands something; no placeholder can have this name, so no column is hidden. */
export const assertionsKey = '$assert';

/** The problems stand at the nodes; what cannot be used as a whole has no value. */
export function readCaseAssertions(node: DocumentNode, file: string): Reading<CaseAssertions> {
  const { value, problems } = readShape(caseAssertionsShape, node, file);
  if (value === undefined) return { value: undefined, problems };
  const list = Array.isArray(value) ? { assert: value as readonly Written[] } : (value as Group);
  const { threshold, assert } = list;
  const items = Array.isArray(value) ? node : nodeAt(node, ['assert']);
  return {
    value: {
      ...(threshold === undefined ? {} : { threshold }),
      assert: placedAll(assert, items, file),
    },
    problems,
  };
}

interface Group {
  readonly assert: readonly Written[];
  readonly threshold?: number | undefined;
}

/** As the shape lets it through. */
interface Written {
  readonly uses?: string;
  readonly with?: JsonObject;
  readonly expected?: JsonValue;
  readonly not?: boolean;
  readonly counts?: 'value' | 'verdict';
  readonly name?: string;
  readonly weight?: number;
  readonly threshold?: number;
  readonly assert?: readonly Written[];
}

function placedAll(
  written: readonly Written[],
  list: DocumentNode | undefined,
  file: string,
): readonly AnyAssertion[] {
  return written.map((one, place) => placed(one, list && nodeAt(list, [place]), file));
}

function placed(
  { assert, uses = '', not, counts, expected, ...shared }: Written,
  node: DocumentNode | undefined,
  file: string,
): AnyAssertion {
  const at = node === undefined ? {} : { at: { file, line: node.range.start.line } };
  if (assert !== undefined) {
    const items = node && nodeAt(node, ['assert']);
    return { ...shared, ...at, assert: placedAll(assert, items, file) };
  }
  return {
    ...shared,
    uses,
    ...(expected === undefined ? {} : { expected }),
    ...(not === true ? { not } : {}),
    ...(counts === 'verdict' ? { counts } : {}),
    ...at,
  };
}

const json: z.ZodMiniType = z.json();

const partShape = {
  name: z.optional(
    z
      .string()
      .check(
        z.minLength(1),
        z.maxLength(80),
        z.describe('Its mean over all cases is told under this name.'),
      ),
  ),
  weight: z.optional(
    z
      .number()
      .check(
        z.minimum(0),
        z.maximum(1000),
        z.describe('Its share of the mean, 1 where left out. At 0 it is told and fails nothing.'),
      ),
  ),
};

const singleShape = z.strictObject({
  uses: z.string().check(z.minLength(1), z.describe('A kind of metric.')),
  with: z.optional(z.record(z.string(), json).check(z.describe('The settings of the metric.'))),
  expected: z.optional(
    json.check(z.describe('What this one compares with, in place of what the case expects.')),
  ),
  not: z.optional(z.boolean().check(z.describe('It has to fail.'))),
  counts: z.optional(
    z
      .enum(['value', 'verdict'])
      .check(z.describe('`verdict`: 1 with a pass and 0 without, whatever the value is.')),
  ),
  threshold: z.optional(
    z
      .number()
      .check(z.describe('The value that passes: at least, or at most where lower is better.')),
  ),
  ...partShape,
});

/** Groups end somewhere, also in the schema. */
function itemShape(depth: number): z.ZodMiniType {
  if (depth === 0) return singleShape;
  return z.union([singleShape, z.strictObject({ ...groupShape(depth - 1), ...partShape })]);
}

function groupShape(depth: number) {
  return {
    assert: z
      .array(itemShape(depth))
      .check(z.minLength(1), z.maxLength(1000), z.describe('What is demanded.')),
    threshold: z.optional(
      z
        .number()
        .check(
          z.minimum(0),
          z.maximum(1),
          z.describe('The weighted mean that passes. Left out: nothing may fail.'),
        ),
    ),
  };
}

export const caseAssertionsShape: z.ZodMiniType = z
  .union([
    z.array(itemShape(deepestGroup)).check(z.minLength(1), z.maxLength(1000)),
    z.strictObject(groupShape(deepestGroup)),
  ])
  .check(
    z.describe('What this case demands of its own reply; needs an evaluator `uses: assertions`.'),
  );
