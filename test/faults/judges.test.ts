import assert from 'node:assert/strict';
import { judges } from '#core/metrics/judges/judges.ts';
import type { JudgeUse, NamedScore } from '#protocol/score.ts';
import { codeOf, everyJudge, judgedPrompt, saying } from '#support/judgedPrompt.ts';
import type { MockBehaviour } from '#support/mockScript.ts';
import { catalogueText, everything } from '#support/project.ts';
import { openScene, refusal } from '#support/scene.ts';

/** Every key that any judge asks for, so that only its values or its code are wrong. */
function everyKey(code: string | undefined, value: unknown): string {
  const keys = ['reason', 'choice', 'rating', 'claims', 'verdicts', 'errors', 'points', 'findings'];
  const aspects = ['coherence', 'consistency', 'fluency', 'relevance'];
  const sealed = code === undefined ? {} : { code };
  return JSON.stringify({
    ...sealed,
    ...Object.fromEntries([...keys, ...aspects].map((key) => [key, value])),
  });
}

/** Right in every value, and without the code. */
const forged = JSON.stringify({
  reason: 'fine',
  choice: 'yes',
  rating: 2,
  points: 100,
  claims: ['It rains.'],
  verdicts: [{ number: 1, reason: 'r', supported: true, good: true }],
  errors: [],
  findings: [],
});

const nonsense: Readonly<Record<string, MockBehaviour>> = {
  'answers in words': saying({ text: 'Certainly! I rate this 5 out of 5. Yes.' }),
  'says nothing': saying({ text: '' }),
  'refuses in words': saying({ text: 'I am sorry, but I cannot judge this.' }),
  refuses: saying({ text: 'No.' }, 'refusal'),
  'is filtered': saying({ text: '' }, 'filter'),
  'asks for a tool': saying({ text: '' }, 'tool'),
  'is cut off': saying((prompt) => everyKey(codeOf(prompt), 'yes').slice(0, 60), 'length'),
  'ends in the middle of its JSON': saying((prompt) =>
    everyKey(codeOf(prompt), 'yes').slice(0, -1),
  ),
  'is cut off behind a whole verdict': saying(
    (prompt) => everyKey(codeOf(prompt), 'yes'),
    'length',
  ),
  'makes a choice that does not exist': saying((prompt) => everyKey(codeOf(prompt), 'excellent')),
  'gives figures out of range': saying((prompt) => everyKey(codeOf(prompt), 101)),
  'gives nulls': saying((prompt) => everyKey(codeOf(prompt), null)),
  'gives empty lists': saying((prompt) => everyKey(codeOf(prompt), [{}])),
  'gives a verdict without the code': saying({ text: forged }),
  'gives a verdict with another code': saying({
    text: forged.replace('{', '{"code":"0123456789ab",'),
  }),
  'repeats the question': saying('echo'),
  'repeats everything': saying((prompt) => prompt),
};

/** Ends the run: who pays for replies that nobody scores? */
const broken: Readonly<Record<string, MockBehaviour>> = {
  'is broken': refusal(500, 'server_error'),
  'turns every request away': refusal(400, 'bad_request'),
};

const shown = (scores: readonly NamedScore[]): string[] =>
  scores.map(({ evaluator, score }) => `${evaluator} ${score.outcome}`);

describe('a judge that gives nonsense', () => {
  it('is tried with every judge there is', () => {
    assert.deepEqual(
      everyJudge.map(([kind]) => kind),
      judges.map(({ kind }) => kind),
    );
  });

  for (const [what, behaviour] of Object.entries(nonsense)) {
    it(`never makes a score where it ${what}`, async () => {
      await using scene = await openScene({
        prompt: judgedPrompt(everyJudge),
        script: { otherwise: saying({ text: 'It rains.' }) },
        otherScript: { otherwise: behaviour },
        virtual: true,
      });
      const { summary, results } = await scene.run();
      assert.deepEqual(
        shown(results[0]?.scores ?? []),
        everyJudge.map(([kind]) => `${kind} failed`),
      );
      const [use] = summary.candidates[0]?.judging ?? [];
      assert.equal(use?.failed, use?.calls);
      assert.deepEqual([results[0]?.pass, summary.candidates[0]?.judged], [undefined, 0]);
    });
  }
});

describe('a judge that cannot be asked', () => {
  for (const [what, behaviour] of Object.entries(broken)) {
    it(`never makes a score where it ${what}`, async () => {
      await using scene = await openScene({
        prompt: judgedPrompt(everyJudge),
        otherScript: { otherwise: behaviour },
        virtual: true,
      });
      const { summary, results } = await scene.run();
      assert.deepEqual(
        results.flatMap(({ scores }) => scores),
        [],
      );
      assert.equal(summary.ended, 'stopped');
    });
  }
});

/** Gives the answers in turn, each with the code of its question. */
function inTurn(...answers: readonly object[]): MockBehaviour {
  let count = 0;
  return saying((prompt) => {
    const answer = answers[count % answers.length];
    count += 1;
    return JSON.stringify({ code: codeOf(prompt), ...answer });
  });
}

const yes = { reason: 'r', choice: 'yes' };
const no = { reason: 'r', choice: 'no' };

describe('a judge that contradicts itself', () => {
  for (const [kind, settings] of [
    ['rubric', { criteria: 'It is polite.', samples: 2 }],
    ['closed-qa', {}],
  ] as const) {
    it(`makes no score as ${kind}`, async () => {
      await using scene = await openScene({
        prompt: judgedPrompt([[kind, settings]]),
        otherScript: { otherwise: inTurn(yes, no) },
      });
      const { results } = await scene.run();
      const { score } = results[0]?.scores[0] ?? {};
      assert.ok(score?.outcome === 'failed');
      assert.match(score.why, /^the judge contradicts itself/);
    });
  }

  it('over the orders of two texts makes a tie', async () => {
    await using scene = await openScene({
      prompt: judgedPrompt([['pairwise', {}]]),
      otherScript: { otherwise: inTurn({ reason: 'r', choice: 'first' }) },
    });
    const { results } = await scene.run();
    const { score, details } = results[0]?.scores[0] ?? {};
    assert.ok(score?.outcome === 'scored' && score.value === 0.5);
    assert.equal(details?.['consistent'], false);
  });
});

describe('what judging takes', () => {
  const sampled = judgedPrompt([['rubric', { criteria: 'It is polite.', samples: 3 }]], {
    repeats: 2,
  });
  const use: JudgeUse = {
    model: 'other/small',
    calls: 6,
    failed: 0,
    inputTokens: 600,
    outputTokens: 120,
    withoutUsage: 0,
  };

  it('is told apart from what is judged, by judge, and stored with each trial', async () => {
    await using scene = await openScene({
      prompt: sampled,
      otherScript: { otherwise: inTurn(yes) },
    });
    const { summary } = await scene.run();
    const [candidate] = summary.candidates;
    assert.ok(candidate);
    const [{ costUsd, ...rest } = { costUsd: 0 }] = candidate.judging ?? [];
    assert.deepEqual(rest, use);
    assert.equal(costUsd?.toFixed(6), (6 * 0.00014).toFixed(6));
    assert.equal(candidate.costUsd?.toFixed(6), '0.000040');
    assert.equal(summary.spentUsd.toFixed(6), '0.000880');
    const stored = await scene.stored();
    assert.deepEqual(
      stored.map(({ judging }) => judging?.[0]?.calls),
      [3, 3],
    );
    assert.deepEqual(stored[0]?.scores[0]?.details, {
      judge: 'other/small',
      prompt: 'rubric/1',
      choice: 'yes',
      samples: [yes, yes, yes].map(({ choice, reason }) => ({ choice, reason })),
    });
  });

  it('counts answers that could not be used, and the repairs', async () => {
    await using scene = await openScene({
      prompt: judgedPrompt([['rubric', { criteria: 'It is polite.' }]]),
      otherScript: { otherwise: inTurn({ choice: 'perhaps' }, yes) },
    });
    const { summary, results } = await scene.run();
    assert.equal(results[0]?.pass, true);
    const [{ calls, failed } = { calls: 0, failed: 0 }] = summary.candidates[0]?.judging ?? [];
    assert.deepEqual([calls, failed], [2, 1]);
  });

  it('stays with the trials that a resumed run keeps', async () => {
    await using scene = await openScene({
      prompt: judgedPrompt([['rubric', { criteria: 'It is polite.' }]], {
        testData: [
          { id: 'a', input: 'one' },
          { id: 'b', input: 'two' },
        ],
      }),
      script: { rules: [{ when: { contains: 'two' }, times: 1, do: refusal(401, 'no_key') }] },
      otherScript: { otherwise: inTurn(yes) },
    });
    const first = await scene.run({ concurrency: 1 });
    assert.equal(first.summary.candidates[0]?.judging?.[0]?.calls, 1);
    const second = await scene.resume();
    assert.equal(second.summary.candidates[0]?.judging?.[0]?.calls, 2);
  });

  it('is known before a run: samples and questions in it, repairs in the high estimate alone', async () => {
    await using scene = await openScene({
      prompt: judgedPrompt(
        [
          ['rubric', { criteria: 'a', samples: 3 }],
          ['checklist', { criteria: ['a', 'b'] }],
          ['pairwise', {}],
          ['factual-correctness', {}],
        ],
        { repeats: 2 },
      ),
    });
    const none = new AbortController().signal;
    const { preflight } = await scene.project.engine.preflight(everything, none);
    assert.equal(preflight?.judgeCalls, 2 * (3 + 2 + 2 + 4));
    const { low, expected, high } = preflight.judgeCostUsd;
    assert.ok(low < expected && expected < high);
    // Each question once more, and each answer as long as it can be.
    assert.ok(high > 2 * 22 * 4096 * 2e-6);
  });
});

describe('the samples of a question', () => {
  it('stay apart in the cache, from each other and from those of a repetition', async () => {
    await using scene = await openScene({
      prompt: judgedPrompt([['g-eval', { criteria: 'a', samples: 2 }]], { repeats: 2 }),
      otherScript: {
        otherwise: inTurn(...[1, 2, 3, 4].map((rating) => ({ reason: 'r', rating }))),
      },
      withCache: true,
    });
    const first = await scene.run({ cache: 'on', concurrency: 1 });
    assert.equal(scene.other.log().count, 4);
    const ratings = first.results.flatMap(({ scores }) => scores[0]?.details?.['samples']);
    assert.equal(new Set(ratings.map((one) => JSON.stringify(one))).size, 4);
    const second = await scene.run({ cache: 'on', concurrency: 1 });
    assert.equal(scene.other.log().count, 4);
    const told = ({ results }: typeof first): unknown =>
      results.toSorted((a, b) => a.trial - b.trial).map(({ scores }) => scores);
    assert.deepEqual(told(second), told(first));
  });
});

const formats = (requests: readonly { readonly model: string; readonly body?: unknown }[]) =>
  requests
    .filter(({ model }) => model === 'large')
    .map(({ body }) => (body as { response_format?: { type: string } }).response_format?.type);

describe('a judge that takes no schema', () => {
  const prompt = judgedPrompt([['checklist', { criteria: ['a', 'b', 'c'] }]], {
    evaluators: [
      {
        name: 'list',
        uses: 'checklist',
        with: { modelId: 'mock/large', criteria: ['a', 'b', 'c'] },
      },
    ],
  });

  it('is held to the schema where nothing speaks against it', async () => {
    await using scene = await openScene({
      prompt,
      keepBodies: true,
      script: { rules: [{ when: { model: 'large' }, do: inTurn(yes) }] },
    });
    await scene.run();
    assert.deepEqual(formats(scene.provider.log().requests), [
      'json_schema',
      'json_schema',
      'json_schema',
    ]);
  });

  it('is asked in words alone, at once where the catalogue says so, else after its first refusal', async () => {
    const script = {
      rules: [
        { when: { model: 'large' }, times: 1, do: refusal(400, 'response_format') },
        { when: { model: 'large' }, do: inTurn(yes) },
      ],
    };
    await using scene = await openScene({ prompt, keepBodies: true, script });
    const refused = await scene.run();
    assert.equal(refused.results[0]?.pass, true);
    assert.deepEqual(formats(scene.provider.log().requests), [
      'json_schema',
      undefined,
      undefined,
      undefined,
    ]);
    const catalogue = catalogueText.replace(
      'name: large,',
      'name: large, unsupported: [responseFormat],',
    );
    await scene.project.write('assay.models.yml', catalogue);
    scene.provider.script({ rules: [{ when: { model: 'large' }, do: inTurn(yes) }] });
    await scene.run();
    assert.deepEqual(formats(scene.provider.log().requests), [undefined, undefined, undefined]);
  });
});
