import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { TrialResult } from '#protocol/trial.ts';
import { makeCliProject, type CliEnd } from '#support/cli.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import type { MockScript } from '#support/mockScript.ts';

const catalogue = `version: 1
models:
  - { id: openai/gpt-4o-mini, status: approved, provider: mock, name: gpt-4o-mini }
  - { id: openai/gpt-4o, status: approved, provider: mock, name: gpt-4o }
`;

/** The model says what it was told; the judge says what stands behind "JUDGE:". */
const script: MockScript = {
  rules: [
    {
      when: { model: 'gpt-4o' },
      do: { reply: { answer: (prompt) => prompt.replace(/^[\s\S]*JUDGE:/, '') } },
    },
  ],
  otherwise: { reply: { answer: 'echo' } },
};

interface Ran {
  readonly end: CliEnd;
  /** One for each case in order: the reply, then `+` or `-` for each evaluator in order. */
  readonly verdicts: readonly string[];
  readonly results: readonly TrialResult[];
  /** The requests to the model under test, then those to the judge. */
  readonly bodies: readonly unknown[];
}

describe("GitHub Models' files run unchanged", () => {
  let mock: MockProvider;

  before(async () => {
    mock = await startMockProvider({ keepBodies: true });
  });

  after(() => mock[Symbol.asyncDispose]());

  const run = async (name: string): Promise<Ran> => {
    mock.script(script);
    const file = `${name}.prompt.yml`;
    await using project = await makeCliProject({
      baseUrl: mock.baseUrl,
      files: {
        'assay.models.yml': catalogue,
        [file]: await readFile(`test/fixtures/github/${file}`, 'utf8'),
      },
    });
    const end = await project.run('run', '--cache', 'off', '--format', 'jsonl');
    const results = end.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as TrialResult)
      .toSorted((a, b) => a.trial - b.trial);
    const verdicts = results.map(({ reply, scores }) => {
      const signs = scores.map(({ score }) =>
        score.outcome === 'scored' ? (score.pass === true ? '+' : '-') : '?',
      );
      return `${reply?.text} ${signs.join('')}`;
    });
    const bodies = mock
      .log()
      .requests.toSorted((a, b) => (a.model < b.model ? 1 : a.model > b.model ? -1 : 0))
      .map(({ body }) => body);
    return { end, verdicts, results, bodies };
  };

  it('equals minds case, the other operators do not, all look at the trimmed reply, and their texts are templates', async () => {
    const { end, verdicts } = await run('operators');
    assert.deepEqual(verdicts, [
      'Summary - all is well ++++-',
      'summary - all is well -+++-',
      '  Summary - all is well \t ++++-',
      'In short, a SUMMARY - of it -+---',
    ]);
    assert.equal(end.code, 1);
    assert.match(
      end.stderr,
      /:33:5 {2}warning variable-missing {2}No case has a value for "nothing"/,
    );
  });

  it('only the first operator counts: equals, contains, startsWith, endsWith', async () => {
    const { verdicts } = await run('precedence');
    assert.deepEqual(verdicts, ['alpha +---', 'beta -+--', 'gamma delta --++', 'delta ---+']);
  });

  it('the first choice whose text occurs in the answer decides, "1" in "10" too, and any score above 0 passes', async () => {
    const { verdicts, results, bodies } = await run('choices');
    assert.deepEqual(verdicts, ['1 -', '10 -', '2 +', ' YES, it does  +', 'no idea -']);
    assert.deepEqual(
      results.map(({ scores }) => scores[0]?.score.outcome === 'scored' && scores[0].score.value),
      [0, 0, 0.01, 1, 0],
    );
    assert.deepEqual((bodies[5] as { messages: unknown }).messages, [
      { role: 'system', content: 'You rate {{topic}}.' },
      { role: 'user', content: 'About rain: JUDGE:1' },
    ]);
    assert.equal(bodies.length, 10);
  });

  it('values that are not text are printed as Go prints them', async () => {
    const { verdicts } = await run('nonStrings');
    assert.deepEqual(verdicts, ['3|0.5|true|[x 1] ++', '1.2345675e+06|-42|false|map[j:2 k:v] -+']);
  });

  it('a JSON schema written as text is sent as the schema it is, with the parameters', async () => {
    const { end, verdicts, bodies } = await run('jsonSchema');
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual(verdicts, ['{"name":"cat"} +']);
    assert.deepEqual(bodies, [
      {
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: '{"name":"cat"}' }],
        temperature: 0.5,
        top_p: 0.9,
        max_tokens: 500,
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'animal',
            strict: true,
            schema: {
              type: 'object',
              properties: { name: { type: 'string' } },
              required: ['name'],
              additionalProperties: false,
            },
          },
        },
        stream: true,
        stream_options: { include_usage: true },
      },
    ]);
  });

  it('keys that it ignored are still without effect, and each is named', async () => {
    const { end, verdicts, bodies } = await run('ignoredKeys');
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual(verdicts, ['hello +']);
    assert.deepEqual(bodies, [
      {
        model: 'gpt-4o-mini',
        messages: [{ role: 'user', content: 'hello' }],
        stream: true,
        stream_options: { include_usage: true },
      },
    ]);
    assert.deepEqual(
      [...end.stderr.matchAll(/:(\d+:\d+) {2}warning key-ignored {2}`(\w+)`/g)].map(
        ([, place, key]) => `${place} ${key}`,
      ),
      [
        '3:1 max_tokens',
        '4:1 system',
        '6:3 max_completion_tokens',
        '7:3 top_p',
        '8:3 frequency_penalty',
        '9:3 presence_penalty',
      ],
    );
  });

  it('without evaluators everything is asked, nothing can fail, and a warning says so', async () => {
    const { end, verdicts, results } = await run('noEvaluators');
    assert.equal(end.code, 0);
    assert.deepEqual(verdicts, ['hello ']);
    assert.equal(results[0]?.pass, undefined);
    assert.match(end.stderr, /warning no-evaluators/);
  });

  it('without test data nothing is asked, and that is no pass either', async () => {
    const { end, bodies } = await run('noData');
    assert.equal(end.code, 2);
    assert.match(end.stderr, /:1:1 {2}error no-cases/);
    assert.deepEqual(bodies, []);
  });
});
