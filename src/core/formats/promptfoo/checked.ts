import type { Problem } from '#protocol/problem.ts';
import type { ZodMiniType } from 'zod/mini';
import type { DocumentNode } from '../../documents/node.ts';
import { readShape } from '../../documents/shape.ts';
import type { Place, PromptfooReading } from './reading.ts';

/** Whether a node fits its shape; what is wrong is told, with what promptfoo would have made of it. */
export function checked(
  shape: ZodMiniType,
  node: DocumentNode,
  { file }: Pick<Place, 'file'>,
  reading: PromptfooReading,
): boolean {
  const { problems } = readShape(shape, node, file);
  reading.problems.push(...problems.map(withHint));
  return problems.length === 0;
}

function withHint(problem: Problem): Problem {
  if (problem.code !== 'unknown-key') return problem;
  const key = /^"([^"]+)"/.exec(problem.message)?.[1] ?? '';
  const hint = Object.hasOwn(hints, key) ? hints[key] : undefined;
  return {
    ...problem,
    message: `${problem.message} promptfoo leaves it out without a word.`,
    ...(hint === undefined ? {} : { next: hint }),
  };
}

/** Keys that are often put where they do nothing. */
const hints: Readonly<Record<string, string>> = {
  assert: 'Move it into `defaultTest`, or into a test.',
  asserts: 'Write `assert`.',
  passRateThreshold: 'Write `gate: { passRate: … }` into assay.yml.',
  vars: 'Move it into `defaultTest`, or into a test.',
  temperature: 'Move it into the `config` of a provider.',
  model: 'Write it under `providers`, as `openai:chat:…`.',
  expected: 'Write an assertion: `assert: [{ type: equals, value: … }]`.',
};
