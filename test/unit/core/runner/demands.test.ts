import assert from 'node:assert/strict';
import { everything, makeProject, runAll } from '#support/project.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { codeOf } from '#support/judgedPrompt.ts';

const signal = new AbortController().signal;

/** JSON is YAML. */
function promptOf(testData: readonly object[], evaluators: readonly object[], more = {}): string {
  return JSON.stringify({
    name: 'asked',
    model: 'mock/small',
    modelParameters: { maxTokens: 20 },
    messages: [{ role: 'user', content: '{{ticket}}' }],
    testData,
    evaluators,
    ...more,
  });
}

const polite = { uses: 'rubric', with: { criteria: 'Is it polite?', modelId: 'other/small' } };

const demands = { name: 'demands', uses: 'assertions', with: { judges: ['other/small'] } };

function judge(prompt: string): string {
  return JSON.stringify({ code: codeOf(prompt), reason: 'so', choice: 'yes' });
}

const rules = [
  { when: { contains: 'Code: ' }, do: { reply: { answer: judge } } },
  { do: { reply: { answer: { text: 'A refund is coming.' } } } },
];

describe('cases that demand something of their own', () => {
  it('are scored each by its own demands, in the judges’ pool', async () => {
    await using mock = await startMockProvider({ script: { rules } });
    await using project = await makeProject({
      baseUrl: mock.baseUrl,
      files: {
        'a.prompt.yml': promptOf(
          [
            { id: 'one', ticket: 'x', $assert: [{ uses: 'contains', expected: 'refund' }] },
            { id: 'two', ticket: 'y', $assert: [{ uses: 'contains', expected: 'sorry' }, polite] },
            { id: 'three', ticket: 'z' },
          ],
          [demands],
        ),
      },
    });
    const { results, summary } = await runAll(project);
    const told = results.map(({ caseId, scores, pass, judging }) => {
      const [score] = scores;
      const value = score?.score.outcome === 'scored' ? score.score.value : score?.score.outcome;
      return [caseId, value, pass, judging?.[0]?.calls];
    });
    assert.deepEqual(
      ['one', 'two', 'three'].map((id) => told.find(([caseId]) => caseId === id)),
      [
        ['one', 1, true, undefined],
        ['two', 0.5, false, 1],
        ['three', 'not-applicable', undefined, undefined],
      ],
    );
    assert.equal(summary.candidates[0]?.evaluators[0]?.value, 0.75);
  });

  it('tell their questions to the estimate, each for its own case', async () => {
    await using mock = await startMockProvider({ script: { rules } });
    await using project = await makeProject({
      baseUrl: mock.baseUrl,
      files: {
        'a.prompt.yml': promptOf(
          [
            { id: 'one', ticket: 'x', $assert: [polite, polite] },
            { id: 'two', ticket: 'y', $assert: [polite] },
            { id: 'three', ticket: 'z' },
          ],
          [demands],
          { repeats: 2 },
        ),
      },
    });
    const { preflight, problems } = await project.engine.preflight(everything, signal);
    assert.deepEqual(
      problems.map(({ code }) => code),
      [],
    );
    assert.equal(preflight?.judgeCalls, 6);
    assert.ok((preflight?.judgeCostUsd.expected ?? 0) > 0);
    assert.deepEqual(mock.log().requests, []);
  });

  it('tell what is wrong with them in their line, before anything is asked', async () => {
    await using mock = await startMockProvider({ script: { rules } });
    const rows = [
      { id: 'one', ticket: 'x', $assert: [{ uses: 'regex', with: { pattern: '(' } }] },
      { id: 'two', ticket: 'x', $assert: [{ uses: 'contians' }] },
    ];
    await using project = await makeProject({
      baseUrl: mock.baseUrl,
      files: {
        'a.prompt.yml': promptOf([], [demands], { datasets: [{ file: 'a.jsonl' }] }),
        'a.jsonl': rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
      },
    });
    const { problems } = await project.engine.plan(everything, signal);
    assert.deepEqual(
      problems
        .filter(({ severity }) => severity === 'error')
        .map(({ code, file, range }) => `${file}:${range.start.line} ${code}`),
      ['a.jsonl:1 regex-syntax', 'a.jsonl:2 unknown-metric'],
    );
    assert.deepEqual(mock.log().requests, []);
  });

  it('are an error where no evaluator looks at them', async () => {
    await using mock = await startMockProvider({ script: { rules } });
    await using project = await makeProject({
      baseUrl: mock.baseUrl,
      files: {
        'a.prompt.yml': promptOf(
          [{ id: 'one', ticket: 'x', $assert: [{ uses: 'contains', expected: 'x' }] }],
          [{ name: 'short', uses: 'word-count', with: { max: 9 } }],
        ),
      },
    });
    const { problems } = await project.engine.plan(everything, signal);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['assertions-unused'],
    );
  });
});
