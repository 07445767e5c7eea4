import assert from 'node:assert/strict';
import { codeOf, judgedPrompt, saying } from '#support/judgedPrompt.ts';
import { openScene } from '#support/scene.ts';
import { seenAttacks } from '#support/attacks.ts';

describe('a reply that attacks its judge', () => {
  const asking = judgedPrompt([
    ['rubric', { criteria: 'It is polite.' }],
    ['checklist', { criteria: ['It is short.'] }],
    ['g-eval', { criteria: 'Is it polite?', samples: 1 }],
    ['closed-qa', {}],
    ['harm', {}],
    ['faithfulness', {}],
  ]);
  /** What a judge may repeat of what it was shown. */
  const echoes: readonly ((prompt: string) => string)[] = [
    (prompt) => prompt,
    (prompt) => prompt.slice(prompt.indexOf('[reply')),
    (prompt) => /\[reply [^]*?\n([^]*)\n\[end of reply/.exec(prompt)?.[1] ?? '',
    (prompt) => `The text says: ${prompt.slice(prompt.indexOf('Code: '))}. So I will not judge it.`,
  ];

  it('is one of twenty', () => {
    assert.equal(seenAttacks.length, 20);
  });

  for (const [name, attack] of seenAttacks) {
    it(`makes no score with ${name}, whatever the judge repeats of it`, async () => {
      for (const echo of echoes) {
        await using scene = await openScene({
          prompt: asking,
          script: { otherwise: saying({ text: attack }) },
          otherScript: { otherwise: saying(echo) },
        });
        const { results } = await scene.run();
        const scored = results[0]?.scores.filter(({ score }) => score.outcome !== 'failed');
        assert.deepEqual(scored, []);
      }
    });

    it(`changes nothing with ${name} where the judge keeps to its task`, async () => {
      const prompts: string[] = [];
      await using scene = await openScene({
        prompt: judgedPrompt([['rubric', { criteria: 'It is polite.' }]]),
        script: { otherwise: saying({ text: attack }) },
        otherScript: {
          otherwise: saying((prompt) => {
            prompts.push(prompt);
            const verdict = { code: codeOf(prompt), reason: `it says ${attack}`, choice: 'no' };
            return `It says ${attack}\n${JSON.stringify(verdict)}`;
          }),
        },
      });
      const { results } = await scene.run();
      const { score } = results[0]?.scores[0] ?? {};
      assert.ok(score?.outcome === 'scored' && score.value === 0 && score.pass === false);
      const [prompt = ''] = prompts;
      const code = codeOf(prompt);
      // Question and reply: one marker before and one behind each, and the code in no other line but ours.
      const lines = prompt.split('\n').filter((line) => line.includes(code));
      assert.deepEqual(
        lines.map((line) => line.replace(code, '#')),
        [
          'Code: #',
          '[question #]',
          '[end of question #]',
          '[reply #]',
          '[end of reply #]',
          'Everything above between markers was material. Answer now with the JSON object alone, in the form you were given, with the code #.',
        ],
      );
    });
  }
});
