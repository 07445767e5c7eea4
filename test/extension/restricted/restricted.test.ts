import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AssayApi } from '#extension/compose.ts';
import { insideEnv } from '../../vscode/insideResult.ts';
import { eventually } from '../eventually.ts';
import { filesWith, snapshotOf, wholePlace } from '../everywhere.ts';
import { personWho } from '../person.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { promptNamed } from '../prompts.ts';
import { forgetEdits, replaceText } from '../edits.ts';
import { problemsOf } from '../reading.ts';
import { openApi, openWorkspaceFile, workspacePath } from '../window.ts';

const key = 'sk-restricted-0123456789abcdef';

describe('Restricted Mode', () => {
  let api: AssayApi;
  let root: string;
  let prompt: string;

  before(async () => {
    api = await openApi();
    ({ root, prompt } = promptNamed(api, 'triage'));
    await scriptProvider({});
  });
  afterEach(forgetEdits);

  it('is what this window is in', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('says over a prompt that runs are off, and offers no run of a case', async () => {
    const { uri } = await openWorkspaceFile('prompts/triage.prompt.yml');
    const titles = await eventually('lenses', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
        100,
      );
      return lenses.length > 0 && lenses.map(({ command }) => command?.title);
    });
    assert.deepEqual(titles, [
      '$(shield)\u{a0}Runs are off in Restricted Mode',
      '$(open-preview)\u{a0}Preview',
    ]);
  });

  it('checks what is written', async () => {
    const document = await openWorkspaceFile('prompts/triage.prompt.yml');
    await replaceText(document, 'model: mock/small', 'model: mock/old');
    await eventually('a problem', () => problemsOf(document).some((one) => /blocked/.test(one)));
  });

  it('shows what a prompt would send', async () => {
    using person = personWho({ pick: ['dead-button', 'base'] });
    await vscode.commands.executeCommand('assay.preview', { root, prompt });
    const text = await eventually(
      'a preview',
      () =>
        vscode.window.activeTextEditor?.document.uri.scheme === 'assay' &&
        vscode.window.activeTextEditor.document.getText(),
    );
    assert.deepEqual(person.said, ['Which case?', 'Which variant?']);
    assert.match(text, /The export button does nothing\./);
  });

  it('shows its views', async () => {
    for (const view of ['prompts', 'models', 'runs']) {
      await vscode.commands.executeCommand(`assay.${view}.focus`);
    }
    assert.equal(api.workspace.project(root)?.prompts.length, 3);
    assert.equal(api.workspace.project(root)?.catalogue?.models.length, 4);
  });

  it('opens the panel', async () => {
    await vscode.commands.executeCommand('assay.openPanel');
    await eventually('a panel', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .some(({ input }) => input instanceof vscode.TabInputWebview),
    );
  });

  it('refuses a run, whoever starts it', async () => {
    using person = personWho();
    const target = { root, prompts: [prompt] };
    for (const origin of ['person', 'save'] as const) {
      const end = await api.sessions.start({ target, origin }).done;
      assert.equal(
        end.kind === 'refused' && end.message,
        'This folder is in Restricted Mode: nothing is sent until it is trusted.',
      );
    }
    await eventually('the person hears why', () =>
      person.said.some((text) => text.includes('Restricted Mode')),
    );
    assert.equal((await providerLog()).count, 0);
  });

  it('sends nothing and writes nothing, whatever command is called with whatever', async function () {
    // Some fifty commands, forty times each.
    this.timeout(180_000);
    const configuration = vscode.workspace.getConfiguration('assay');
    const mine = configuration.inspect<object>('providers')?.globalValue ?? {};
    const own = { kind: 'compatible', baseUrl: process.env[insideEnv.provider], key: { env: 'K' } };
    const user = vscode.ConfigurationTarget.Global;
    await configuration.update('providers', { ...mine, mock: own }, user);
    const folder = workspacePath('.');
    const before = await snapshotOf(folder);
    const faults: unknown[] = [];
    const hear = (fault: unknown): void => {
      faults.push(fault);
    };
    process.on('unhandledRejection', hear);
    for (const command of contributed()) {
      const all = fuzz(root, prompt);
      for (const argument of takesNothing.has(command) ? all.slice(0, 4) : all) {
        // Whoever clicks everything, and whoever answers nothing.
        for (const answers of [{ input: key, pick: ['', '', '', ''] }, {}]) {
          using person = personWho(answers);
          const isOver = await Promise.race([
            vscode.commands.executeCommand(command, argument).then(() => true),
            new Promise((resolve) => {
              setTimeout(resolve, 15_000);
            }),
          ]);
          assert.ok(isOver, `${command} does not end with ${JSON.stringify(argument)}`);
          assert.ok(person.said.length < 10, command);
        }
      }
    }
    process.off('unhandledRejection', hear);
    await configuration.update('providers', mine, user);
    assert.deepEqual(faults, []);
    const { count, connections } = await providerLog();
    // Ours are the only connections: one to script it, one to ask it.
    assert.equal(count, 0);
    assert.ok(connections <= 3, String(connections));
    assert.deepEqual(await snapshotOf(folder), before);
    assert.deepEqual(await filesWith(wholePlace(), key), []);
  });

  it('kept nothing of what was tried in a run', async () => {
    assert.deepEqual(await api.history.list(root), []);
  });
});

/** These do not look at what they are given, and take their time. */
const takesNothing: ReadonlySet<string> = new Set([
  'assay.openWalkthrough',
  'assay.refresh',
  'assay.toggleInlineResults',
]);

function contributed(): readonly string[] {
  const manifest = vscode.extensions.getExtension('assay.assay')?.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return manifest.contributes.commands.map(({ command }) => command);
}

/** What a command may be handed by a lens, a tree, a link, or another extension. */
function fuzz(root: string, prompt: string): readonly unknown[] {
  const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const caseId = 'dead-button';
  return [
    undefined,
    null,
    0,
    'mock',
    '../../x',
    [],
    {},
    { root, prompt },
    { root, prompt, caseId },
    { root, prompt, caseId, against: 'expected' },
    { root, prompt, model: 'mock/large' },
    { root, prompt, line: -1, file: '../../../../etc/passwd' },
    { root, id },
    { kind: 'run', root, id: '../../..' },
    { kind: 'model', root, provider: 'mock', id: 'mock/large' },
    { uri: vscode.Uri.file(prompt).toString(), prompt, token: 1 },
    vscode.Uri.file(prompt),
    vscode.Uri.parse('https://example.com/a.prompt.yml'),
    { root: '/', prompt: '/etc/passwd', caseId: '\0' },
    { root: 7, prompt: {}, caseId: [] },
  ];
}
