import type { EvaluatorFacts } from '#core/compare/evaluatorFacts.ts';
import type { BaselineCell } from '#core/store/baselines.ts';
import { seededRandom, type Random } from '#core/stats/random.ts';
import { evaluatorFacts } from './comparing.ts';

/** How likely each case passes: cases differ, and that is most of what makes pass rates differ. */
export interface World {
  readonly name: string;
  /** Mean of the chances. */
  readonly mean: number;
  readonly chance: (random: Random) => number;
}

/** From cases that are all alike to cases that nearly always pass or fail. */
export const worlds: readonly World[] = [
  { name: 'every case passes 7 times of 10', mean: 0.7, chance: () => 0.7 },
  { name: 'chances anywhere from 0 to 1', mean: 0.5, chance: (random) => random.next() },
  { name: 'mostly easy cases', mean: 1 / 1.2, chance: (random) => random.next() ** 0.2 },
  {
    name: 'cases that nearly always pass or nearly always fail',
    mean: 0.75 * 0.97 + 0.25 * 0.06,
    chance: (random) => (random.next() < 0.75 ? 0.97 : 0.06),
  },
];

export interface Study {
  readonly world: World;
  readonly cases: number;
  readonly repeats: number;
  /** How much lower the mean chance is after, every case's in proportion; 0 is an A/A comparison. */
  readonly drop: number;
}

export interface Simulated {
  readonly before: readonly BaselineCell[];
  readonly after: readonly BaselineCell[];
}

/** The evaluators of simulated cells beside the verdict. */
export const simulatedEvaluators: readonly EvaluatorFacts[] = [
  evaluatorFacts(),
  evaluatorFacts({ name: 'words', better: 'lower', range: [0, Infinity] }),
];

/** The same cases asked twice, with a verdict, a score from 0 to 1 and a count that has a long tail. */
export function simulate({ world, cases, repeats, drop }: Study, seed: number): Simulated {
  const random = seededRandom(seed);
  const before: BaselineCell[] = [];
  const after: BaselineCell[] = [];
  for (let place = 0; place < cases; place += 1) {
    const chance = world.chance(random);
    const size = 5 + 40 * random.next();
    before.push(cell(place, chance, size, repeats, random));
    after.push(cell(place, chance * (1 - drop / world.mean), size, repeats, random));
  }
  return { before, after };
}

function cell(
  place: number,
  chance: number,
  size: number,
  repeats: number,
  random: Random,
): BaselineCell {
  let passed = 0;
  let close = 0;
  let words = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const isPass = random.next() < chance;
    if (isPass) passed += 1;
    close += isPass ? 1 - 0.3 * random.next() : 0.8 * random.next();
    words += size * (1 - Math.log(1 - random.next()));
  }
  return {
    variant: 'base',
    model: 'mock/small',
    caseId: `case-${String(place).padStart(3, '0')}`,
    n: repeats,
    judged: repeats,
    passed,
    scores: {
      close: { n: repeats, mean: close / repeats },
      words: { n: repeats, mean: words / repeats },
    },
  };
}
