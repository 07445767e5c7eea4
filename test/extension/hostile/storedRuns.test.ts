import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { sealedJson, unsealJson } from '#core/store/sealed.ts';
import { eventually } from '../eventually.ts';
import { filesWith, snapshotOf, wholePlace } from '../everywhere.ts';
import { personWho } from '../person.ts';
import { promptNamed, runCases } from '../prompts.ts';
import { forgetEdits } from '../edits.ts';
import { openArena, type Arena } from './attack.ts';

type Json = Record<string, unknown>;

/** What somebody wrote into a run of a repository that was cloned: manifest, then summary. */
const damages: readonly (readonly [string, Json, Json?])[] = [
  [
    'names a prompt out of the folder',
    { prompts: [promptCopy({ file: '../../../evil.prompt.yml' })] },
  ],
  [
    'names a prompt by an absolute path',
    { prompts: [promptCopy({ file: '/tmp/evil.prompt.yml' })] },
  ],
  ['has a prompt without a name', { prompts: [{ text: 'x' }] }],
  ['has numbers for names', { prompts: [promptCopy({ file: 7, name: 8 })] }],
  ['has no gate', { gate: null }],
  ['has options that are none', { options: {} }],
  ['has candidates of no prompt', { candidates: [{ prompt: 1e9, variant: 7, model: 'x' }] }],
  ['has huge numbers', { trials: 1e300 }, { spentUsd: 1e300, wallMs: -1e300 }],
  ['has a start that is no time', { startedAt: '<img src=x>'.repeat(1000) }],
  ['has another id than its folder', { id: '01ARZ3NDEKTSV4RRFFQ69G5FAX' }],
  [
    'has a summary of a candidate that is not there',
    {},
    { candidates: [summaryOf({ candidate: 99 })] },
  ],
  ['has a summary of minus one case', {}, { candidates: [summaryOf({ planned: -1, passed: -5 })] }],
  ['has a summary without states', {}, { candidates: [{ states: {} }] }],
  ['has a summary of texts', {}, { candidates: 'none', gate: 'open', ended: '](command:x)' }],
];

describe('a stored run that somebody hostile wrote', () => {
  let arena: Arena;
  let good: string;

  before(async () => {
    arena = await openArena();
    const end = await runCases(arena.api, 'plain', 'row');
    if (end.kind !== 'ended') throw new Error(JSON.stringify(end));
    good = end.folder;
    await vscode.commands.executeCommand('assay.runs.focus');
  });
  after(() => arena[Symbol.asyncDispose]());
  afterEach(forgetEdits);

  for (const [index, [what, manifest, summary = {}]] of damages.entries()) {
    it(`and that ${what} is shown or refused, and makes nothing happen`, async () => {
      const { api, root } = arena;
      const id = `01ZZZZZZZZZZZZZZZZZZZZZZ${String(index).padStart(2, '0')}`;
      const folder = join(dirname(good), id);
      await cp(good, folder, { recursive: true });
      await rewrite(join(folder, 'manifest.json'), { id, ...manifest });
      await rewrite(join(folder, 'summary.json'), { id, ...summary });
      const place = { id, ...promptNamed(api, 'plain'), caseId: 'row' };
      const outside = await snapshotOf(dirname(root));
      const faults: unknown[] = [];
      const hear = (fault: unknown): void => {
        faults.push(fault);
      };
      process.on('unhandledRejection', hear);
      // Whether the system tells of files in time is not what this is about.
      await vscode.commands.executeCommand('assay.refresh');
      await eventually('the history has it', async () =>
        (await api.history.list(root)).some((run) => run.id === id),
      );
      using person = personWho({ pick: ['', '', '', '', '', ''], button: 'Accept' });
      for (const command of ['openRun', 'compareRuns', 'acceptBaseline', 'showResult']) {
        await vscode.commands.executeCommand(`assay.${command}`, place);
        const text = vscode.window.activeTextEditor?.document.getText() ?? '';
        assert.ok(text.length < 100_000);
      }
      process.off('unhandledRejection', hear);
      await rm(folder, { recursive: true });
      for (const text of person.said)
        assert.doesNotMatch(text, /\]\(|TypeError|undefined|NaN/, text);
      assert.deepEqual(faults, []);
      const written = [...(await snapshotOf(dirname(root)))]
        .filter(([path, state]) => outside.get(path) !== state)
        .map(([path]) => path)
        .filter((path) => !path.startsWith('hostile/.assay/'));
      assert.deepEqual(written, []);
      await arena.assertNothingGotOut();
    });
  }

  it('leaves no fault in the log', async () => {
    const logs = join(wholePlace(), 'vscode');
    const faulty = await filesWith(logs, 'TypeError');
    assert.deepEqual(
      faulty.filter((path) => path.endsWith('Assay.log')),
      [],
    );
  });
});

function promptCopy(over: Json): Json {
  return {
    file: 'prompts/plain.prompt.yml',
    name: 'plain',
    text: 'name: x',
    cases: 1,
    repeats: 1,
    ...over,
  };
}

function summaryOf(over: Json): Json {
  const counts = { replied: 1, truncated: 0, filtered: 0, empty: 0, error: 0, cancelled: 0 };
  return {
    candidate: 0,
    planned: 1,
    states: { ...counts, 'budget-reached': 0, unknown: 0 },
    errors: {},
    judged: 1,
    passed: 1,
    evaluators: [],
    inputTokens: 1,
    outputTokens: 1,
    withoutUsage: 0,
    ...over,
  };
}

async function rewrite(path: string, over: Json): Promise<void> {
  const value = unsealJson(await readFile(path, 'utf8'));
  assert.ok(typeof value === 'object');
  await writeFile(path, sealedJson({ ...value, ...over }));
}
