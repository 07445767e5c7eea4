import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { judgeFingerprint } from '#core/calibration/fingerprint.ts';
import { prepareEvaluators } from '#core/metrics/evaluate.ts';
import type { Evaluator } from '#core/prompts/prompt.ts';

const file = 'asked.prompt.yml';

interface Judge {
  readonly model: { readonly id: string; readonly provider: string; readonly name: string };
  readonly settings: object;
  readonly threshold: number | undefined;
}

describe('the fingerprint of a judge', () => {
  it('is another for every other judge, and for nothing else', async () => {
    const model = fc.record({
      id: fc.constantFrom('a/x', 'a/y'),
      provider: fc.constantFrom('a', 'b'),
      name: fc.constantFrom('x', 'x-2'),
    });
    const settings = fc.record({
      modelId: fc.constant('a/x'),
      prompt: fc.constantFrom('Polite? {{completion}}', 'Kind? {{completion}}'),
      systemPrompt: fc.constantFrom('Be strict.', 'Be mild.'),
      choices: fc.constantFrom(
        [{ choice: 'yes', score: 1 }],
        [{ choice: 'yes', score: 0.5 }],
        [{ choice: 'no', score: 1 }],
      ),
    });
    const arbitrary: fc.Arbitrary<Judge> = fc.record({
      model,
      settings,
      threshold: fc.option(fc.constantFrom(0.5, 1), { nil: undefined }),
    });
    const place = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };
    const printOf = async (
      { model: entry, settings: given, threshold }: Judge,
      name: string,
      line: number,
    ): Promise<string> => {
      // The order of keys, the name and the place are nobody's business.
      const reversed = Object.fromEntries(Object.entries(given).toReversed());
      const evaluator: Evaluator = {
        name,
        uses: 'llm',
        with: line === 1 ? given : reversed,
        ...(threshold === undefined ? {} : { threshold }),
        range: { ...place, start: { line, column: 1 } },
      };
      const { value } = await prepareEvaluators([evaluator], { file });
      return judgeFingerprint(evaluator, value![0]!, [entry]);
    };
    await fc.assert(
      fc.asyncProperty(arbitrary, arbitrary, async (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        const prints = [await printOf(one, 'polite', 1), await printOf(other, 'kind', 7)];
        assert.equal(prints[0] === prints[1], same);
      }),
      { numRuns: 200 },
    );
  });

  it('is that of what a built-in judge asks, not only of its settings', async () => {
    const evaluator: Evaluator = {
      name: 'polite',
      uses: 'llm',
      with: {},
      range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } },
    };
    const { value } = await prepareEvaluators(
      [
        {
          ...evaluator,
          with: { modelId: 'a', prompt: 'One?', choices: [{ choice: 'y', score: 1 }] },
        },
      ],
      { file },
    );
    const prepared = value![0]!;
    const reworded = {
      ...prepared,
      measure: (...[evidence, tools]: Parameters<typeof prepared.measure>) =>
        prepared.measure(evidence, {
          ...tools,
          ask: (question) => tools.ask({ ...question, messages: [] }),
        }),
    };
    assert.notEqual(
      await judgeFingerprint(evaluator, prepared, []),
      await judgeFingerprint(evaluator, reworded, []),
    );
  });
});
