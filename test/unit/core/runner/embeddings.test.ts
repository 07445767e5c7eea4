import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogueText, everything } from '#support/project.ts';
import { openScene, type SceneOptions } from '#support/scene.ts';

const catalogue = `${catalogueText}  - { id: other/vectors, status: approved, task: embedding, provider: other, name: vectors, price: { input: 1, output: 0 } }\n`;
const suite = 'version: 1\nembedding: other/vectors\n';

function prompt(more: string): string {
  return `name: asked
model: mock/small
modelParameters: { temperature: 0, maxTokens: 20 }
messages: [{ role: user, content: "{{question}}" }]
testData:
  - { id: one, question: "a small dog barks", expected: "a small dog barks" }
  - { id: two, question: "a small dog barks", expected: "nothing of that" }
evaluators:
  - name: alike
    uses: semantic-similarity
    threshold: 0.9
${more}`;
}

const scene = (more: Partial<SceneOptions> & { readonly evaluator?: string } = {}) => {
  const { evaluator = '', files, ...rest } = more;
  return openScene({
    prompt: prompt(evaluator),
    files: { 'assay.models.yml': catalogue, 'assay.yml': suite, ...files },
    script: { otherwise: { reply: { answer: 'echo', usage: { input: 10, output: 5 } } } },
    otherScript: { otherwise: { reply: { usage: { input: 10, output: 0 } } } },
    ...rest,
  });
};

const none = new AbortController().signal;

describe('a run that compares embeddings', () => {
  it('scores by the vectors of the provider, and pays for their input', async () => {
    await using opened = await scene();
    const { summary, results } = await opened.run();
    const scores = results
      .toSorted((a, b) => a.trial - b.trial)
      .map(({ scores: [one] }) => one?.score);
    assert.deepEqual(scores[0], { outcome: 'scored', value: 1, pass: true });
    assert.equal(scores[1]?.outcome === 'scored' && scores[1].pass, false);
    // Two replies of 0.00002 USD, and four texts of 10 tokens at 1 USD a million.
    assert.equal(summary.spentUsd.toFixed(6), '0.000080');
    assert.deepEqual(
      opened.other.log().requests.map(({ path, model }) => `${model} ${path}`),
      Array.from({ length: 4 }, () => 'vectors /v1/embeddings'),
    );
  });

  it('asks nobody where all vectors are cached', async () => {
    await using opened = await scene({ withCache: true });
    await opened.run({ cache: 'on' });
    const before = opened.other.log().count;
    await opened.run({ cache: 'require' });
    assert.equal(opened.other.log().count, before);
  });

  it('keeps vectors in the recordings, and answers from them', async () => {
    await using opened = await scene();
    const { results } = await opened.run({ recordings: 'record' });
    const path = join(opened.project.path, '.assay/recordings/replies.jsonl');
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    const vectors = lines.filter((line) => line.includes('"model":"other/vectors"'));
    assert.equal(vectors.length, 2);
    for (const line of vectors) assert.ok(line.length < 400, `${line.length} characters`);
    const before = opened.other.log().count;
    const { results: again } = await opened.run({ recordings: 'replay' });
    assert.deepEqual(
      again.map(({ scores }) => scores),
      results.map(({ scores }) => scores),
    );
    assert.equal(opened.other.log().count, before);
  });

  it('counts them before anything is asked', async () => {
    await using opened = await scene();
    const { preflight } = await opened.project.engine.preflight(everything, none);
    assert.equal(preflight?.calls, 2);
    assert.equal(preflight?.judgeCalls, 4);
    assert.ok(preflight.judgeCostUsd.expected > 0);
    assert.equal(preflight.outputTokens.high, 40);
  });

  it('lets no chat model embed, and no embedding model answer or judge', async () => {
    const judge = `  - name: polite
    llm: { modelId: other/vectors, prompt: "{{completion}}", choices: [{ choice: "yes", score: 1 }] }
`;
    await using opened = await scene({ evaluator: judge });
    const codes = async (suiteText: string, model?: string): Promise<string[]> => {
      await opened.project.write('assay.yml', suiteText);
      const models = model === undefined ? [] : [model];
      const { problems } = await opened.project.engine.preflight({ ...everything, models }, none);
      return problems.map(({ message }) => message);
    };
    assert.deepEqual(await codes(suite), [
      '"other/vectors" only makes embeddings, it answers nothing.',
    ]);
    assert.deepEqual(await codes('version: 1\nembedding: other/small\n'), [
      '"other/small" answers conversations, it makes no embeddings.',
      '"other/vectors" only makes embeddings, it answers nothing.',
    ]);
    assert.ok(
      (await codes(suite, 'other/vectors')).includes(
        '"other/vectors" only makes embeddings, it answers nothing.',
      ),
    );
    await opened.project.write('asked.prompt.yml', prompt(''));
    assert.deepEqual(await codes('version: 1\n'), [
      'Evaluator "alike": it compares embeddings, and no model that makes them is named.',
    ]);
  });
});
