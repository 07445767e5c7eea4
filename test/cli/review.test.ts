import assert from 'node:assert/strict';
import { makeCliProject } from '#support/cli.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';

describe('assay lint --model', () => {
  it('adds hints at their lines, says what it cost, and leaves the exit code as it is', async () => {
    const findings = [
      { kind: 'ambiguity', quote: 'Is it so?', other: '', why: 'So what?' },
      { kind: 'untested', quote: 'not there', other: '', why: 'x' },
    ];
    const answer = (sent: string): string =>
      JSON.stringify({ code: /Code: ([0-9a-f]+)/.exec(sent)?.[1], findings });
    await using provider = await startMockProvider({
      script: { otherwise: { reply: { answer, usage: { input: 10, output: 5 } } } },
    });
    await using project = await makeCliProject({
      baseUrl: provider.baseUrl,
      files: { 'asked.prompt.yml': promptOver(2), 'assay.yml': 'version: 1\n' },
    });
    const plain = await project.run('lint', '--format', 'json');
    const asked = await project.run('lint', '--format', 'json', '--model', 'mock/small');
    assert.equal(asked.code, plain.code, asked.stderr);
    assert.match(
      asked.stderr,
      /mock\/small looked through 1 prompts: 1 hints; 1 findings left out, .* \$0\.0000/,
    );
    assert.doesNotMatch(plain.stdout, /model-ambiguity/);
    assert.match(asked.stdout, /"code": "model-ambiguity",\s+"severity": "hint"/);
    const refused = await project.run('lint', '--model', 'mock/old');
    assert.equal(refused.code, plain.code);
    assert.match(refused.stderr, /blocked/);
  });
});
