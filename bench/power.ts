/**
 * How often a comparison finds a drop of the pass rate by 20 points, and how often one that is not there: the table of
 * `docs/comparison.md`. Simulated, seeded; takes some minutes.
 */
import { compareSides } from '#core/compare/compareSides.ts';
import { sidePrompt } from '#support/comparing.ts';
import { simulate, worlds, type Study } from '#support/simulated.ts';

const rounds = 1000;

const sizes = [
  { cases: 30, repeats: 1 },
  { cases: 30, repeats: 3 },
  { cases: 100, repeats: 1 },
  { cases: 100, repeats: 3 },
];

console.log(
  `| pass rates of the cases | ${sizes.map(({ cases, repeats }) => `${cases} × ${repeats}`).join(' | ')} |`,
);
console.log(`| --- |${' --- |'.repeat(sizes.length)}`);
for (const drop of [0.2, 0]) {
  for (const world of worlds) {
    const cells: string[] = [];
    for (const size of sizes) cells.push(percent(await shareFound({ ...size, world, drop })));
    console.log(`| ${drop === 0 ? 'no drop: ' : ''}${world.name} | ${cells.join(' | ')} |`);
  }
}

/** Of the verdict alone: one comparison, so nothing is adjusted. */
async function shareFound(study: Study): Promise<number> {
  let found = 0;
  for (let seed = 0; seed < rounds; seed += 1) {
    const { before, after } = simulate(study, seed);
    const bare = (cells: typeof before) => cells.map((cell) => ({ ...cell, scores: {} }));
    const sides = { before: sidePrompt(bare(before)), after: sidePrompt(bare(after)) };
    const { prompts } = await compareSides([sides]);
    const [measure] = prompts[0]?.candidates[0]?.measures ?? [];
    const isChange = measure !== undefined && 'verdict' in measure;
    const wanted = study.drop > 0 ? ['regressed'] : ['regressed', 'improved'];
    if (isChange && wanted.includes(measure.verdict)) found += 1;
  }
  return found / rounds;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
