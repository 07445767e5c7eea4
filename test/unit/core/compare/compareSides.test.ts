import assert from 'node:assert/strict';
import { compareSides, type CompareOptions } from '#core/compare/compareSides.ts';
import type { EvaluatorFacts } from '#core/compare/evaluatorFacts.ts';
import type { BaselineCell } from '#core/store/baselines.ts';
import type { PromptComparison } from '#protocol/comparison.ts';
import {
  changesOf,
  evaluatorFacts,
  scoreCells,
  shareCells,
  sidePrompt,
  verdictCells,
} from '#support/comparing.ts';
import { baselineCell } from '#support/results.ts';

async function compared(
  before: readonly BaselineCell[],
  after: readonly BaselineCell[],
  evaluators: readonly EvaluatorFacts[] = [],
  options: CompareOptions = {},
): Promise<PromptComparison> {
  const pair = { before: sidePrompt(before, evaluators), after: sidePrompt(after, evaluators) };
  const { prompts } = await compareSides([pair], options);
  return prompts[0]!;
}

const wordsCell = (place: number, n: number, mean: number) =>
  baselineCell({
    caseId: `c${place}`,
    judged: 0,
    passed: 0,
    n,
    scores: { words: { n, mean } },
  });

const scoredCells = (text: string): BaselineCell[] =>
  verdictCells(text).map((cell, place) => ({
    ...cell,
    scores: {
      close: { n: 1, mean: text[place] === '+' ? 0.9 : 0.2 + place / 100 },
      ...(place < 3 ? { rare: { n: 1, mean: place } } : {}),
    },
  }));

const rightCells = (text: string): BaselineCell[] =>
  verdictCells(text).map((cell) => ({
    ...cell,
    scores: { right: { n: 1, mean: cell.passed } },
  }));

const rounded = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : Number(value.toFixed(4));

describe('comparing verdicts that were asked once', () => {
  it("uses McNemar's exact test, and names the flips", async () => {
    const prompt = await compared(
      verdictCells('++++++++++--'),
      verdictCells('++------------+-'.slice(0, 12)),
    );
    const [candidate] = prompt.candidates;
    const { passed } = changesOf(prompt);
    assert.equal(passed?.test, 'mcnemar');
    assert.equal(passed?.p, 2 / 2 ** 8);
    assert.equal(passed?.adjusted, 2 / 2 ** 8);
    assert.deepEqual(
      [passed?.n, rounded(passed?.before), rounded(passed?.after), rounded(passed?.difference)],
      [12, 0.8333, 0.1667, -0.6667],
    );
    assert.equal(passed?.verdict, 'regressed');
    assert.equal(candidate?.toFailed.length, 8);
    assert.deepEqual(candidate?.toFailed[0], {
      caseId: 'case-02',
      before: { passed: 1, judged: 1 },
      after: { passed: 0, judged: 1 },
    });
    assert.deepEqual(candidate?.toPassed, []);
  });

  it("gives Newcombe's interval of the difference", async () => {
    // Newcombe 1998, table II: 36, 12, 2, 0 of 50 pairs give 0.0569 to 0.3404.
    const before = '+'.repeat(36) + '+'.repeat(12) + '-'.repeat(2);
    const after = '+'.repeat(36) + '-'.repeat(12) + '+'.repeat(2);
    const { passed } = changesOf(await compared(verdictCells(before), verdictCells(after)));
    assert.deepEqual(
      [rounded(passed?.interval?.low), rounded(passed?.interval?.high)],
      [-0.3404, -0.0569],
    );
  });

  it('says from what size a change would have shown where it finds none', async () => {
    const cells = verdictCells(`${'+'.repeat(24)}${'-'.repeat(6)}`);
    const { passed } = changesOf(await compared(cells, cells));
    assert.equal(passed?.verdict, 'no evidence');
    assert.equal(passed?.p, 1);
    // Six of 30 have to turn: where a quarter does, four of five comparisons have as many.
    assert.equal(passed?.smallest?.toFixed(2), '0.25');
  });

  it('never takes a few cases for an answer', async () => {
    const prompt = await compared(verdictCells('+++++'), verdictCells('-----'));
    assert.equal(changesOf(prompt)['passed']?.verdict, 'too few cases');
    assert.equal(changesOf(prompt)['passed']?.adjusted, undefined);
    const six = await compared(verdictCells('++++++'), verdictCells('------'));
    assert.equal(changesOf(six)['passed']?.verdict, 'regressed');
  });

  it('counts and names cases that only one side has, and leaves them out of every number', async () => {
    const before = [...verdictCells('+++-'), baselineCell({ caseId: 'gone', scores: {} })];
    const after = [...verdictCells('+++-'), baselineCell({ caseId: 'new', scores: {} })];
    const prompt = await compared(before, after);
    const [candidate] = prompt.candidates;
    assert.equal(candidate?.paired, 4);
    assert.deepEqual([candidate?.onlyBefore, candidate?.onlyAfter], [['gone'], ['new']]);
    assert.equal(changesOf(prompt)['passed']?.n, 4);
    assert.equal(changesOf(prompt)['passed']?.before, 0.75);
  });
});

describe('comparing verdicts of repetitions', () => {
  it('takes the case as the unit: shares, and all ways to swap them', async () => {
    const before = shareCells('3/3 3/3 3/3 3/3 3/3 3/3 3/3 2/3');
    const after = shareCells('1/3 2/3 1/3 2/3 1/3 2/3 1/3 2/3');
    const { passed } = changesOf(await compared(before, after));
    assert.equal(passed?.test, 'sign-flip');
    assert.equal(passed?.p, 2 / 2 ** 7);
    assert.equal(passed?.draws, undefined);
    assert.equal(rounded(passed?.difference), -0.4583);
    assert.equal(passed?.verdict, 'regressed');
    assert.equal(passed?.worstCase, undefined);
  });

  it('draws where there are too many ways, from a fixed seed', async () => {
    const before = shareCells('3/3 '.repeat(15).trim());
    const after = shareCells('3/3 2/3 2/3 '.repeat(5).trim());
    const once = changesOf(await compared(before, after))['passed'];
    assert.equal(once?.draws, undefined);
    const few = changesOf(await compared(before, after, [], { draws: 200 }))['passed'];
    assert.equal(few?.draws, 200);
    assert.ok(Math.abs((few?.p ?? 1) - (once?.p ?? 0)) < 0.01);
    assert.deepEqual(few, changesOf(await compared(before, after, [], { draws: 200 }))['passed']);
  });
});

describe('missing repetitions', () => {
  const before = shareCells('3/3 3/3 3/3 3/3 3/3 3/3 3/3 3/3');

  it('keep a change that would not hold if they had gone against it', async () => {
    const after = shareCells('0/1 0/1 0/1 0/1 0/1 0/1 0/1 0/1');
    const { passed } = changesOf(await compared(before, after));
    assert.equal(passed?.verdict, 'regressed', 'every missing trial passing leaves 2 of 3');
    assert.deepEqual(passed?.worstCase, {
      missing: 16,
      difference: -0.3333333333,
      p: 2 / 2 ** 8,
      decided: false,
    });
    const weaker = changesOf(await compared(before, shareCells('0/1 0/1 0/1 0/1 0/1 0/1 3/3 3/3')));
    assert.equal(weaker['passed']?.verdict, 'regressed');
    const weak = changesOf(await compared(before, shareCells('1/2 1/2 1/2 1/2 1/2 1/2 3/3 3/3')));
    assert.equal(weak['passed']?.verdict, 'regressed');
  });

  it('decide where filling them in turns the change over, and say so', async () => {
    const few = shareCells('0/1 0/1 0/1 0/1 0/1 0/1 0/1 0/1');
    const many = shareCells('2/9 2/9 2/9 2/9 2/9 2/9 2/9 2/9');
    const { passed } = changesOf(await compared(few, many));
    assert.equal(passed?.verdict, 'no evidence');
    assert.equal(passed?.worstCase?.decided, true);
    assert.equal(passed?.worstCase?.missing, 64);
    // Before had 1 of 9; the other 8 are taken to have passed.
    assert.equal(rounded(passed?.worstCase?.difference), -0.6667);
    assert.equal(passed?.p, 1);
  });

  it('of a score without bounds are filled with the extremes that were seen', async () => {
    const places = [0, 1, 2, 3, 4, 5, 6];
    const words = evaluatorFacts({ name: 'words', better: 'lower', range: [0, Infinity] });
    const prompt = await compared(
      places.map((place) => wordsCell(place, 2, 10 + place)),
      places.map((place) => wordsCell(place, 1, 40 + place)),
      [words],
    );
    const change = changesOf(prompt)['words'];
    // More words; filled with 0, the least there can be: (40 + place) / 2 − (10 + place).
    assert.equal(change?.worstCase?.difference, 8.5);
    assert.equal(change?.verdict, 'regressed');
    const back = await compared(
      places.map((place) => wordsCell(place, 1, 40 + place)),
      places.map((place) => wordsCell(place, 2, 10 + place)),
      [words],
    );
    // Fewer words; nothing is the most there can be, so 10, the least seen, stands for the missing one of before.
    assert.equal(changesOf(back)['words']?.worstCase?.difference, 13 - (43 + 0) / 2);
    assert.equal(changesOf(back)['words']?.verdict, 'improved');
  });
});

describe('comparing scores', () => {
  const earlier = [0.5, 0.6, 0.7, 0.4, 0.55, 0.65, 0.45, 0.5];
  const later = [0.6, 0.65, 0.9, 0.5, 0.5, 0.75, 0.6, 0.45];

  it('decides by the sign-flip test where a bootstrap alone would be too bold', async () => {
    const change = changesOf(
      await compared(scoreCells(earlier), scoreCells(later), [evaluatorFacts()]),
    )['close'];
    assert.ok((change?.interval?.low ?? 0) > 0, 'the interval leaves 0 out');
    assert.equal(change?.p, 20 / 256);
    assert.equal(change?.verdict, 'no evidence');
    assert.equal(change?.wilcoxonP, 14 / 256);
    assert.ok((change?.smallest ?? 0) > (change?.difference ?? 1));
  });

  it('turns a metric that is better lower', async () => {
    const lower = evaluatorFacts({ better: 'lower' });
    const cells = scoreCells([0.1, 0.2, 0.1, 0.2, 0.3, 0.1, 0.2]);
    const more = scoreCells([0.4, 0.6, 0.5, 0.4, 0.6, 0.4, 0.5]);
    assert.equal(changesOf(await compared(cells, more, [lower]))['close']?.verdict, 'regressed');
    assert.equal(changesOf(await compared(more, cells, [lower]))['close']?.verdict, 'improved');
  });

  it('adjusts for every comparison that could have shown a change, and only for these', async () => {
    const pair = {
      before: sidePrompt(scoredCells('++++++++'), [
        evaluatorFacts(),
        evaluatorFacts({ name: 'rare' }),
      ]),
      after: sidePrompt(scoredCells('+-------'), [
        evaluatorFacts(),
        evaluatorFacts({ name: 'rare' }),
      ]),
    };
    const { prompts, counted, regressed } = await compareSides([pair]);
    const { passed, close, rare } = changesOf(prompts[0]!);
    assert.equal(counted, 2);
    assert.equal(regressed, true);
    assert.deepEqual([passed?.p, passed?.adjusted], [2 / 128, 4 / 128]);
    assert.deepEqual([close?.p, close?.adjusted], [2 / 128, 4 / 128]);
    assert.deepEqual([rare?.verdict, rare?.adjusted], ['too few cases', undefined]);
  });

  it('counts an evaluator that says what the verdict says once', async () => {
    const right = [evaluatorFacts({ name: 'right', kind: 'exact-match' })];
    const pair = {
      before: sidePrompt(rightCells('++++++'), right),
      after: sidePrompt(rightCells('------'), right),
    };
    const { prompts, counted } = await compareSides([pair]);
    assert.equal(counted, 1);
    const { passed, right: evaluator } = changesOf(prompts[0]!);
    assert.deepEqual(evaluator, { ...passed, evaluator: 'right', sameAsVerdict: true });
  });

  it('is silent on a name that stands for another metric, or is there on one side only', async () => {
    const before = sidePrompt(scoreCells([0.5, 0.5]), [evaluatorFacts({ kind: 'rouge' })]);
    const after = sidePrompt(scoreCells([0.5, 0.5]), [evaluatorFacts({ kind: 'bleu' })]);
    const other = await compareSides([{ before, after }]);
    assert.deepEqual(other.prompts[0]?.candidates[0]?.measures, [
      { evaluator: 'close', why: 'another-metric' },
    ]);
    const gone = await compared(scoreCells([0.5]), scoreCells([0.5], 'new'));
    assert.deepEqual(gone.candidates[0]?.measures, [
      { evaluator: 'close', why: 'only-before' },
      { evaluator: 'new', why: 'only-after' },
    ]);
  });

  it('says that an evaluator had other settings', async () => {
    const cells = verdictCells('+++++--').map((cell) => ({
      ...cell,
      scores: { close: { n: 1, mean: 0.5 } },
    }));
    const before = sidePrompt(cells, [evaluatorFacts({ settings: '[{},0.5,[]]' })]);
    const after = sidePrompt(cells, [evaluatorFacts({ settings: '[{},0.7,[]]' })]);
    const { prompts } = await compareSides([{ before, after }]);
    const { passed, close } = changesOf(prompts[0]!);
    assert.deepEqual([passed?.otherSettings, close?.otherSettings], [true, true]);
    const accepted = await compareSides([{ before: { ...before, evaluators: undefined }, after }]);
    assert.equal(changesOf(accepted.prompts[0]!)['close']?.otherSettings, undefined);
  });

  it('gives no number where no case is on both sides', async () => {
    const prompt = await compared(
      verdictCells('++'),
      verdictCells('++').map((cell) => ({ ...cell, caseId: `other ${cell.caseId}` })),
    );
    assert.equal(prompt.candidates[0]?.paired, 0);
    assert.deepEqual(prompt.candidates[0]?.measures, [{ why: 'no-pairs' }]);
  });
});
