import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ScoreRequest } from '#core/engine.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { makeProject } from '#support/project.ts';

const nowhere = 'http://127.0.0.1:9/v1';
const signal = new AbortController().signal;

async function score(files: Readonly<Record<string, string>>, request: Partial<ScoreRequest>) {
  await using project = await makeProject({ baseUrl: nowhere, files });
  const results: TrialResult[] = [];
  const file = join(project.path, 'replies.jsonl');
  const { problems, summary } = await project.engine.score(
    { file, metrics: [], ...request },
    (result) => results.push(result),
    signal,
  );
  return { problems, summary, passes: results.map(({ pass }) => pass) };
}

const replies = [
  '{"id":"a","output":"yes","expected":"yes"}',
  '{"id":"b","output":"no","expected":"yes"}',
  '{"id":"c","output":"Yes","expected":"yes"}',
].join('\n');

describe('scoring replies that exist', () => {
  it('applies metrics by name, with settings as JSON, and asks nobody', async () => {
    const { problems, summary, passes } = await score(
      { 'replies.jsonl': replies },
      { metrics: [{ kind: 'exact-match', settings: '{"ignoreCase":true}' }] },
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(passes, [true, false, true]);
    assert.equal(summary?.passed, 2);
  });

  it('applies the evaluators of a prompt', async () => {
    const prompt = `messages: [{ role: user, content: "{{output}}" }]
datasets: [{ file: replies.jsonl }]
evaluators: [{ name: right, uses: contains }]
`;
    const { problems, passes } = await score(
      { 'replies.jsonl': replies, 'p.prompt.yml': prompt },
      { prompt: 'p.prompt.yml' },
    );
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.deepEqual(passes, [true, false, false]);
  });

  it('takes the reply from another column by the map', async () => {
    const { passes } = await score(
      { 'replies.jsonl': '{"answer":"yes","truth":"yes"}\n' },
      { metrics: [{ kind: 'exact-match' }], map: { output: 'answer', expected: 'truth' } },
    );
    assert.deepEqual(passes, [true]);
  });

  it('says at which line a reply is missing', async () => {
    const { problems } = await score(
      { 'replies.jsonl': '{"output":"yes","expected":"yes"}\n{"id":"b","expected":"yes"}\n' },
      { metrics: [{ kind: 'exact-match' }] },
    );
    assert.deepEqual(
      problems.map(({ code, file, range }) => `${code} ${file}:${range.start.line}`),
      ['reply-missing replies.jsonl:2'],
    );
  });

  it('refuses to score with nothing', async () => {
    const { problems, summary } = await score({ 'replies.jsonl': replies }, {});
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['nothing-asserted'],
    );
    assert.equal(summary, undefined);
  });

  it('scores what a configuration of promptfoo says was answered, by what each test demands', async () => {
    await using project = await makeProject({
      baseUrl: nowhere,
      files: {
        'promptfooconfig.yaml':
          'prompts: ["{{a}}"]\nproviders: [openai:chat:gpt-5-mini]\ntests:\n' +
          '  - { vars: { a: 1 }, providerOutput: yes it is, assert: [{ type: contains, value: yes }] }\n' +
          '  - { vars: { a: 2 }, providerOutput: { b: 1 }, assert: [{ type: equals, value: { b: 2 } }] }\n' +
          '  - { vars: { a: 3 }, assert: [{ type: contains, value: x }] }\n',
      },
    });
    const passes: (boolean | undefined)[] = [];
    const { problems } = await project.engine.score(
      { file: join(project.path, 'promptfooconfig.yaml'), metrics: [] },
      ({ pass }) => passes.push(pass),
      signal,
    );
    assert.deepEqual(
      problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.deepEqual(passes, [true, false]);
  });
});
