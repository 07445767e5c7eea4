import assert from 'node:assert/strict';
import { makeWorkspace, type Workspace } from '#support/assayProcess.ts';

/** Answers by what stands in the prompt. */
const replies: Readonly<Record<string, string>> = {
  capital: 'The capital of France is Paris.',
  json: '{"city": "Paris", "people": 2100000}',
  greeting: 'Hello there',
  empty: 'no',
};

const rules = Object.entries(replies).map(([word, text]) => ({
  when: { contains: word },
  do: { reply: { answer: { text }, usage: { input: 10, output: 5 } } },
}));

const config = `
description: What promptfoo would say of each test
prompts:
  - "About {{ subject | lower }}"
providers:
  - id: mock:chat:small
    config: { temperature: 0 }
defaultTest:
  assert:
    - { type: not-icontains, value: sorry }
tests:
  - description: all pass
    vars: { subject: Capital }
    assert:
      - { type: contains, value: Paris }
      - { type: starts-with, value: The capital }
      - { type: regex, value: "Fr.nce" }
      - { type: latency, threshold: 60000 }
  - description: one fails
    vars: { subject: Capital }
    assert:
      - { type: contains, value: Paris }
      - { type: equals, value: Paris }
  - description: a threshold forgives
    vars: { subject: Capital }
    threshold: 0.6
    assert:
      - { type: contains, value: Paris }
      - { type: equals, value: Paris }
  - description: weights decide
    vars: { subject: Capital }
    threshold: 0.5
    assert:
      - { type: contains, value: Paris, weight: 1 }
      - { type: equals, value: Paris, weight: 8 }
  - description: weight zero never fails
    vars: { subject: Capital }
    assert:
      - { type: contains, value: Paris }
      - { type: equals, value: Paris, weight: 0, metric: exact }
  - description: a set needs half
    vars: { subject: Greeting }
    assert:
      - type: assert-set
        threshold: 0.5
        assert:
          - { type: icontains, value: HELLO }
          - { type: icontains, value: bye }
  - description: a set needs all
    vars: { subject: Greeting }
    assert:
      - type: assert-set
        assert:
          - { type: icontains, value: HELLO }
          - { type: icontains, value: bye }
  - description: json
    vars: { subject: Json }
    assert:
      - type: is-json
        value: { required: [city], properties: { people: { type: number } } }
      - { type: javascript, value: "JSON.parse(output).people > 1000000" }
      - { type: equals, value: { city: Paris, people: 2100000 } }
  - description: two cases
    vars: { subject: [Greeting, Capital], wanted: Hello }
    assert:
      - { type: contains, value: "{{wanted}}" }
  - file://more.csv
`;

const more = `subject,__expected,__expected2,__threshold
Empty,no,,
Empty,contains-any: yes,not-equals:no,
Greeting,levenshtein(3): Hello here,word-count: 2,
Greeting,"javascript: output.length > 3 ? 0.5 : 0",equals:bye,0.5
`;

function passesOf(stdout: string): readonly (readonly [string, boolean | undefined])[] {
  const report = JSON.parse(stdout) as {
    cases: { trial: number; caseId: string; pass?: boolean }[];
  };
  return report.cases
    .toSorted((one, other) => one.trial - other.trial)
    .map(({ caseId, pass }) => [caseId, pass]);
}

async function workspace(text = config): Promise<Workspace> {
  return makeWorkspace({ 'promptfooconfig.yaml': text, 'more.csv': more }, { rules });
}

describe('a configuration of promptfoo on the command line', () => {
  it('runs as it stands, and passes and fails as promptfoo has it', async () => {
    await using project = await workspace();
    const { code, stderr } = await project.assay('run', 'promptfooconfig.yaml');
    assert.equal(code, 1, stderr);
    const shown = await project.assay(
      'history',
      'show',
      'last',
      '--cases',
      'all',
      '--format',
      'json',
    );
    const passes = passesOf(shown.stdout);
    assert.deepEqual(passes.slice(0, 10), [
      ['all pass', true],
      ['one fails', false],
      ['a threshold forgives', true],
      ['weights decide', false],
      ['weight zero never fails', true],
      ['a set needs half', true],
      ['a set needs all', false],
      ['json', true],
      ['two cases', true],
      ['two cases-2', false],
    ]);
    assert.deepEqual(
      passes.slice(10).map(([, pass]) => pass),
      [true, false, true, true],
    );
  });

  it('is linted without a request, each mistake in its line', async () => {
    await using project = await workspace(
      config
        .replace('{ type: regex, value: "Fr.nce" }', '{ type: regexp, value: "Fr.nce" }')
        .replace('weight: 0, metric: exact', 'wieght: 0'),
    );
    const { code, stdout, stderr } = await project.assay('lint', 'promptfooconfig.yaml');
    assert.equal(code, 2);
    const said = `${stdout}${stderr}`;
    assert.match(said, /promptfooconfig\.yaml:17:9.*There is no assertion of the type "regexp"/s);
    assert.match(said, /Did you mean "weight"/);
    assert.equal(project.provider.log().count, 0);
  });
});
