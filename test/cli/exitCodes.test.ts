import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeCliProject, printedCommand, type CliEnd, type CliProject } from '#support/cli.ts';
import { startMockProvider, type MockProvider } from '#support/mockProvider.ts';
import type { MockScript } from '#support/mockScript.ts';
import { promptOver } from '#support/project.ts';

const yes = { reply: { answer: { text: 'yes' } } } as const;
const asked = { 'asked.prompt.yml': promptOver(40) };

describe('the exit code', () => {
  let mock: MockProvider;

  before(async () => {
    mock = await startMockProvider();
  });

  after(() => mock[Symbol.asyncDispose]());

  const run = async (
    files: Readonly<Record<string, string>>,
    script: MockScript,
    args: readonly string[],
    look: (end: CliEnd, project: CliProject) => Promise<void> | void,
    baseUrl = mock.baseUrl,
  ): Promise<void> => {
    mock.script(script);
    await using project = await makeCliProject({ baseUrl, files });
    await look(await project.run('run', '--cache', 'off', ...args), project);
  };

  const unusable: readonly (readonly [
    string,
    Readonly<Record<string, string>>,
    string[],
    RegExp,
  ])[] = [
    [
      'a file that is broken',
      { 'a.prompt.yml': 'name: [x\n' },
      [],
      /^a\.prompt\.yml:\d+:\d+ {2}error yaml-syntax/m,
    ],
    [
      'a file that is not there',
      asked,
      ['gone.prompt.yml'],
      /^gone\.prompt\.yml:1:1 {2}error file-missing/m,
    ],
    ['a project without prompts', {}, [], /^\.:1:1 {2}error project-no-prompts/m],
    [
      'a case that does not exist',
      asked,
      ['--case', 'row-99'],
      /error case-unknown {2}The prompt has no case "row-99"\./,
    ],
    ['a run that does not exist', asked, ['--resume', '01ABC'], /error/],
  ];
  for (const [what, files, args, message] of unusable) {
    it(`is 2 for ${what}, and nobody is asked`, async () => {
      const all = args[0] === '--resume' ? [] : ['--cache', 'off'];
      mock.script({ otherwise: yes });
      await using project = await makeCliProject({ baseUrl: mock.baseUrl, files });
      const { code, stdout, stderr } = await project.run('run', ...all, ...args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.equal(mock.log().count, 0);
    });
  }

  it('is 3 where no list says which models are approved, and nobody is asked', async () => {
    mock.script({ otherwise: yes });
    await using project = await makeCliProject({ baseUrl: mock.baseUrl, files: asked });
    await rm(join(project.cwd, 'assay.models.yml'));
    const { code, stderr } = await project.run('run');
    assert.equal(code, 3);
    assert.match(stderr, /^assay\.models\.yml:1:1 {2}error model-no-catalogue/m);
    assert.equal(mock.log().count, 0);
  });

  for (const [option, args] of [
    ['--model', ['--model', 'mock/unheard-of']],
    ['--model, a blocked one', ['--model', 'mock/old']],
  ] as const) {
    it(`is 3 for a model that is not approved: ${option}`, () =>
      run(asked, { otherwise: yes }, args, ({ code, stdout, stderr }) => {
        assert.equal(code, 3);
        assert.equal(stdout, '');
        assert.match(stderr, /error model-(?:not-listed|blocked)/);
        assert.equal(mock.log().count, 0);
      }));
  }

  it('is 4 at the budget, and the printed command ends the run', () =>
    run(asked, { otherwise: yes }, ['--max-cost', '0.0001'], async ({ code, stderr }, project) => {
      assert.equal(code, 4);
      assert.ok(mock.log().count < 40);
      const again = await project.run(...printedCommand(stderr, 'To go on with it:'));
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stdout, /40 of 40 passed/);
      assert.equal(mock.log().count, 40);
    }));

  it('is 5 after one 401, at once, and the printed command goes on when the key is right', () =>
    run(
      asked,
      { otherwise: { status: 401, body: { error: { message: 'no such key' } } } },
      ['--concurrency', '32'],
      async ({ code, ms, stdout, stderr }, project) => {
        assert.equal(code, 5);
        assert.equal(mock.log().count, 1);
        assert.ok(ms < 10_000, `${ms} ms`);
        assert.match(stdout, /^Stopped \(unauthorized: mock answered 401/m);
        mock.script({ otherwise: yes });
        const again = await project.run(...printedCommand(stderr, 'To go on with it:'));
        assert.equal(again.code, 0, again.stderr);
        assert.equal(mock.log().count, 40);
      },
    ));

  it('is 5 for a server that is not there, within 10 s', async () => {
    const port = await closedPort();
    await run(
      asked,
      {},
      [],
      ({ code, ms, stdout }) => {
        assert.equal(code, 5);
        assert.ok(ms < 10_000, `${ms} ms`);
        assert.match(stdout, /^Stopped \(network: Gave up on mock: .*ECONNREFUSED.*spent \$0\.$/m);
      },
      `http://127.0.0.1:${port}/v1`,
    );
  });

  it('is 5 for a service that answers 500 to everything', () =>
    run(
      { 'asked.prompt.yml': promptOver(4) },
      {
        otherwise: {
          status: 500,
          headers: { 'x-should-retry': 'false' },
          body: { error: { message: 'oh dear' } },
        },
      },
      [],
      ({ code, stdout }) => {
        assert.equal(code, 5);
        assert.match(stdout, /4 server-error/);
        assert.match(stdout, /^Gate: failed\.$/m);
      },
    ));
});

/** Nobody listens there: somebody just stopped to. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}
