import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { commandText, consentLines } from '#core/scorers/consent/commandText.ts';
import { Consents } from '#core/scorers/consent/consents.ts';
import { readCommand, type ScorerCommand } from '#core/scorers/consent/scorerCommand.ts';
import type { ProgramSource } from '#core/scorers/scorer.ts';
import { temporaryFolder, type TemporaryFolder } from '#support/temporaryFolder.ts';

const disk = nodeFiles(nodeClock);

describe('a consent', () => {
  let folder: TemporaryFolder;
  let root: string;
  let consents: Consents;
  const source: ProgramSource = {
    prompt: 'prompts/a.prompt.yml',
    command: ['python3', 'score.py', '--config=../data/config.json', '--fast'],
    files: ['helpers.py'],
    env: ['HF_HOME'],
    timeoutMs: 1000,
    parallel: 1,
  };
  const open = (pinned: readonly string[] = [], own = join(folder.path, 'own')): Consents =>
    new Consents({ disk, clock: { now: () => Date.UTC(2026, 0, 2) }, folder: own, pinned });
  const read = async (change: Partial<ProgramSource> = {}): Promise<ScorerCommand> => {
    const reading = await readCommand(disk, root, { ...source, ...change });
    assert.ok('command' in reading, JSON.stringify(reading));
    return reading.command;
  };
  const codes = async (change: Partial<ProgramSource>): Promise<readonly string[]> => {
    const reading = await readCommand(disk, root, { ...source, ...change });
    return 'faults' in reading ? reading.faults.map((one) => one.code) : [];
  };
  const write = (file: string, text: string): Promise<void> => writeFile(join(root, file), text);

  beforeEach(async () => {
    folder = await temporaryFolder();
    root = join(folder.path, 'project');
    await mkdir(join(root, 'prompts'), { recursive: true });
    await mkdir(join(root, 'data'));
    await write('prompts/score.py', 'print(1)');
    await write('prompts/helpers.py', 'x = 1');
    await write('data/config.json', '{}');
    consents = open();
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  it('is bound to every file that the command names or lists, and to no option', async () => {
    const { files, folder: where } = await read();
    assert.deepEqual(
      files.map(({ file }) => file),
      ['data/config.json', 'prompts/helpers.py', 'prompts/score.py'],
    );
    assert.equal(where, 'prompts');
    assert.equal(
      files[2]?.sha256,
      'd287bb7f9d15abdc5b6e98536263815744b6ef21c8f3c839fc434ca70d8efe99',
    );
  });

  it('holds until a byte of one of them changes, and again once it is as before', async () => {
    const command = await read();
    assert.equal(await consents.allows(root, command), false);
    await consents.allow(root, command);
    assert.equal(await consents.allows(root, await read()), true);
    for (const file of ['prompts/score.py', 'prompts/helpers.py', 'data/config.json']) {
      const before = await disk.read(join(root, file), 1000);
      await write(file, `${Buffer.from(before).toString()} `);
      assert.equal(await consents.allows(root, await read()), false, file);
      await writeFile(join(root, file), before);
    }
    assert.equal(await consents.allows(root, await read()), true);
  });

  const others: readonly (readonly [what: string, change: Partial<ProgramSource>])[] = [
    ['another argument', { command: [...source.command, '--more'] }],
    ['another program', { command: ['python', ...source.command.slice(1)] }],
    ['another order', { command: ['python3', '--fast', ...source.command.slice(1, -1)] }],
    [
      'one word instead of two',
      {
        command: ['python3 score.py', ...source.command.slice(2)],
        files: ['helpers.py', 'score.py'],
      },
    ],
    ['another variable', { env: ['HF_HOME', 'LD_PRELOAD'] }],
    ['fewer files', { files: [] }],
  ];
  for (const [what, change] of others) {
    it(`does not hold for ${what}`, async () => {
      await consents.allow(root, await read());
      assert.equal(await consents.allows(root, await read(change)), false);
    });
  }

  it('does not hold in another project with the same files', async () => {
    const command = await read();
    await consents.allow(root, command);
    assert.equal(await consents.allows(join(folder.path, 'other'), command), false);
  });

  it('is not bound to what cannot do harm: settings, time, and which prompt of the folder it is', async () => {
    await consents.allow(root, await read());
    const same = await read({ timeoutMs: 5, parallel: 4, prompt: 'prompts/b.prompt.yml' });
    assert.equal(await consents.allows(root, same), true);
  });

  it('can be pinned by its hash, which is the same wherever the project lies', async () => {
    const { sha256 } = await read();
    assert.equal(await open([sha256]).allows('/elsewhere', await read()), true);
    await write('prompts/score.py', 'print(2)');
    assert.equal(await open([sha256]).allows(root, await read()), false);
  });

  it('is never taken from the project, nor written there', async () => {
    const command = await read();
    const inside = open([], join(root, '.config'));
    await assert.rejects(inside.allow(root, command), { name: 'FileError' });
    await open([], join(root, '.config')).allow(join(folder.path, 'elsewhere'), command);
    const [name = ''] = await readdir(join(root, '.config'));
    await rm(join(root, '.config', name));
    assert.equal(await inside.allows(root, command), false);
  });

  it('that is damaged, or was moved from another project, allows nothing', async () => {
    const command = await read();
    await consents.allow(root, command);
    const own = join(folder.path, 'own');
    const [name = ''] = await readdir(own);
    const text = Buffer.from(await disk.read(join(own, name), 10_000)).toString();
    for (const other of [
      '{',
      '[]',
      text.replace(root, '/other'),
      text.replace(command.sha256, 'f'.repeat(64)),
    ]) {
      await writeFile(join(own, name), other);
      assert.equal(await consents.allows(root, command), false, other);
    }
  });

  it('is listed, and taken back by the start of its id', async () => {
    const command = await read();
    await consents.allow(root, command);
    const [consent, ...more] = await consents.list();
    assert.deepEqual(more, []);
    assert.deepEqual(
      [consent?.root, consent?.command, consent?.allowedAt],
      [root, source.command, '2026-01-02T00:00:00.000Z'],
    );
    assert.equal(await consents.revoke('zz'), false);
    assert.equal(await consents.revoke('../own'), false);
    assert.equal(await consents.revoke(consent?.id.slice(0, 6) ?? ''), true);
    assert.deepEqual([await consents.list(), await consents.allows(root, command)], [[], false]);
  });

  it('cannot be had for a file that is a link out of the project, or not there', async () => {
    await writeFile(join(folder.path, 'evil.py'), '');
    await symlink(join(folder.path, 'evil.py'), join(root, 'prompts/link.py'));
    assert.deepEqual(await codes({ command: ['python3', 'link.py'] }), ['path-link-outside']);
    assert.deepEqual(await codes({ files: ['link.py'] }), ['path-link-outside']);
    assert.deepEqual(await codes({ files: ['gone.py'] }), ['scorer-missing']);
    assert.deepEqual(await codes({ files: ['../../evil.py'] }), ['path-outside']);
  });

  it('names where the Python of a virtual environment leads, and is bound to it', async () => {
    await writeFile(join(folder.path, 'python3.11'), '');
    await mkdir(join(root, '.venv'));
    await symlink(join(folder.path, 'python3.11'), join(root, '.venv/python'));
    const change = { command: ['../.venv/python', 'score.py'] };
    const command = await read(change);
    assert.equal(command.target, join(folder.path, 'python3.11'));
    await consents.allow(root, command);
    await rm(join(root, '.venv/python'));
    await writeFile(join(folder.path, 'evil'), '');
    await symlink(join(folder.path, 'evil'), join(root, '.venv/python'));
    assert.equal(await consents.allows(root, await read(change)), false);
  });

  it('is asked for in words that hide nothing', async () => {
    const words = consentLines(
      await read({ command: ['sh', '-c', 'a\u202e; b', "it's"], files: [] }),
    );
    assert.equal(words[0], String.raw`prompts/a.prompt.yml runs: sh -c 'a\u{202E}; b' 'it'\''s'`);
    assert.ok(
      words.includes('It names no file of the project, so only the command itself is held on to.'),
    );
    assert.ok(words.includes('it sees of your environment: HF_HOME'));
    assert.equal(commandText(['python3', 'score.py', '']), "python3 score.py ''");
  });
});
