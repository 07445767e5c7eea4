import assert from 'node:assert/strict';
import { makeWorkspace } from '#support/assayProcess.ts';
import { codeOf, judgedPrompt } from '#support/judgedPrompt.ts';

const bell = '\u0007';

/** Says no to one criterion, in words that try to ring a bell, and yes to everything else. */
function judge(prompt: string): string {
  const isNo = prompt.includes('It is short.');
  const reason = isNo ? `too long${bell} by far` : 'fine';
  return `Well. ${JSON.stringify({ code: codeOf(prompt), reason, choice: isNo ? 'no' : 'yes' })}`;
}

const prompt = judgedPrompt([], {
  evaluators: [
    {
      name: 'manners',
      uses: 'checklist',
      with: { modelId: 'mock/small', criteria: ['It is polite.', 'It is short.'] },
    },
    { name: 'tone', uses: 'rubric', with: { modelId: 'mock/small', criteria: 'It is calm.' } },
  ],
});

describe('judges on the command line', () => {
  it('are told apart from the replies they judge, and what they said can be read again', async () => {
    const usage = { input: 100, output: 10 };
    await using project = await makeWorkspace(
      { 'a.prompt.yml': prompt },
      {
        rules: [
          { when: { contains: 'Code: ' }, do: { reply: { answer: judge, usage } } },
          { do: { reply: { answer: { text: 'It rains.' }, usage } } },
        ],
      },
    );
    const { code, stdout, stderr } = await project.assay('run');
    assert.equal(code, 1, stderr);
    assert.match(stderr, /judges its own replies/);
    assert.match(
      stdout,
      /^Judge mock\/small: 3 calls, 300 tokens in, 30 out, \$0\.0004; every answer usable\.$/m,
    );
    assert.match(stdout, / \$0\.0001\n +judges\n +\$0\.0004\n/);
    const failed = await project.assay('history', 'show', 'last', '--cases', 'failed');
    assert.match(
      failed.stdout,
      /^ {4}manners: did not pass, 1 of 2 met; not met: It is short\.\n {6}judge: mock\/small\n {6}prompt: checklist\/1\n {6}criteria:\n {8}- criterion: It is polite\.; met: yes; reason: fine\n {8}- criterion: It is short\.; met: no; reason: too long by far$/m,
    );
    assert.doesNotMatch(failed.stdout, /^ {4}tone/m);
    const all = await project.assay('history', 'show', 'last', '--cases', 'all');
    assert.match(all.stdout, /^ {4}tone: passed, yes: fine\n {6}judge: mock\/small$/m);
    const json = await project.assay(
      'history',
      'show',
      'last',
      '--cases',
      'all',
      '--format',
      'json',
    );
    const report = JSON.parse(json.stdout) as {
      cases: { scores: { details: { prompt: string } }[] }[];
    };
    assert.deepEqual(
      report.cases[0]?.scores.map(({ details }) => details.prompt),
      ['checklist/1', 'rubric/1'],
    );
  });
});
