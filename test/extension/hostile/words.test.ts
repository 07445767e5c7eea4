import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../eventually.ts';
import { personWho } from '../person.ts';
import { promptNamed } from '../prompts.ts';
import { scriptProvider } from '../provider.ts';
import { forgetEdits } from '../edits.ts';
import { behind } from '../reading.ts';
import { openWorkspaceFile } from '../window.ts';
import { openArena, type Arena } from './attack.ts';

const link = '[all](command:assay.runAll) <a href="command:assay.runAll">x</a> $(trash)';
const yaml = JSON.stringify(link);

const files = {
  'assay.models.yml': [
    'version: 1',
    'models:',
    '  - id: mock/small',
    '    status: approved',
    '    provider: mock',
    '    name: "[all](command:assay.runAll)"',
    '    price: { input: 1, output: 2, asOf: 2026-11-01 }',
    `    suits: [{ useCase: ${yaml}, rating: recommended, why: ${yaml} }]`,
    '  - { id: "mock/[all](command:assay.runAll)", status: approved, provider: mock, name: x }',
    '',
  ].join('\n'),
  'prompts/words.prompt.yml': [
    `name: ${yaml}`,
    `description: ${yaml}`,
    'model: mock/small',
    'messages:',
    '  - role: user',
    '    content: "{{question}}"',
    'variants:',
    `  - { name: "$(trash) other", messages: [{ role: user, content: "say {{question}}" }] }`,
    'testData:',
    `  - { id: ${yaml}, question: ${yaml}, expected: ${yaml}, tags: [smoke] }`,
    `evaluators: [{ name: ${yaml}, uses: exact-match }]`,
    '',
  ].join('\n'),
};
const prompt = 'prompts/words.prompt.yml';

describe('words of a hostile workspace', () => {
  let arena: Arena;

  before(async () => {
    arena = await openArena();
  });
  after(() => arena[Symbol.asyncDispose]());
  afterEach(forgetEdits);

  it('make no link and no icon in a lens', async () => {
    await arena.withstood({ files, prompt }, async () => {
      const { uri } = await openWorkspaceFile(prompt);
      let titles: string[] = [];
      await eventually('lenses with a result', async () => {
        const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          'vscode.executeCodeLensProvider',
          uri,
          100,
        );
        titles = found.map(({ command }) => command?.title ?? '');
        return titles.some((title) => title.includes('1 of 2 passed'));
      }).catch((error: unknown) => {
        throw new Error(`${String(error)} ${titles.join(' | ')}`);
      });
      assert.ok(titles.length > 5);
      for (const title of titles) {
        assert.doesNotMatch(title, /\$\(trash\)/);
        assert.ok(title.length < 200, title);
      }
    });
  });

  it('make no link in a hover or a completion', async () => {
    await arena.withstood({ files, prompt }, async () => {
      const document = await openWorkspaceFile(prompt);
      for (const text of ['model: mo', '{{quest', 'uses: ex']) {
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          behind(document, text),
        );
        assert.equal(hovers.length, 1, text);
        for (const one of hovers.flatMap(({ contents }) => contents)) assertPlain(one);
      }
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        behind(document, 'model: '),
        undefined,
        20,
      );
      const ours = items.filter(({ kind }) => kind === vscode.CompletionItemKind.Constant);
      assert.ok(ours.length > 0);
      for (const { documentation = '' } of ours) assertPlain(documentation);
    });
  });

  it('make no link in what a person is told', async () => {
    await arena.withstood({ files, prompt }, async () => {
      using person = personWho();
      const place = promptNamed(arena.api, 'words');
      await vscode.commands.executeCommand('assay.compareWithBaseline', place);
      await vscode.commands.executeCommand('assay.showResult', { ...place, caseId: `${link}!` });
      await vscode.commands.executeCommand('assay.showDiff', { ...place, caseId: `${link}!` });
      await vscode.commands.executeCommand('assay.runCase', { ...place, caseId: `${link}!` });
      await vscode.commands.executeCommand('assay.setKey', link);
      await vscode.commands.executeCommand('assay.pickDefaultModel', {
        ...place,
        provider: 'mock',
        id: link,
      });
      const uri = vscode.Uri.file(place.prompt).toString();
      const ticket = { uri, prompt: place.prompt, token: 1_000_000 };
      await vscode.commands.executeCommand('assay.runCase', ticket);
      assert.ok(person.said.length >= 6, person.said.join('\n'));
      for (const text of person.said) assert.doesNotMatch(text, /\]\(/);
    });
  });

  it('and replies of its models make none in a document', async () => {
    await arena.withstood({ files, prompt }, async () => {
      const place = promptNamed(arena.api, 'words');
      await scriptProvider({
        otherwise: { reply: { answer: { text: `${link}\n\`\`\`\n${link}` } } },
      });
      const target = { root: place.root, prompts: [place.prompt] };
      const end = await arena.api.sessions.start({ target, origin: 'person' }).done;
      assert.equal(end.kind, 'ended');
      await scriptProvider({});
      using person = personWho({ pick: ['all', 'all'] });
      const id = end.kind === 'ended' ? end.summary.id : '';
      for (const [command, argument] of [
        ['assay.openRun', { root: place.root, id }],
        ['assay.showResult', { ...place, caseId: link }],
        ['assay.preview', place],
      ] as const) {
        await vscode.commands.executeCommand(command, argument);
        const text = vscode.window.activeTextEditor?.document.getText() ?? '';
        assert.match(text, /command:assay/, command);
        assertInCode(text);
      }
      assert.deepEqual(person.said, ['Which variant?']);
    });
  });
});

/** Every foreign word stands in a code block or a code span, or what makes a link of it is escaped. */
function assertInCode(text: string): void {
  const rest = text
    .replaceAll(/^(`{3,})\n[\s\S]*?\n\1$/gm, '')
    .replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
  assert.doesNotMatch(rest, /(?<!\\)\]\(|(?<!\\)<a/, rest);
}

/** As VS Code draws it: nothing trusted, and no link that is not escaped. */
function assertPlain(one: vscode.MarkdownString | vscode.MarkedString): void {
  assert.ok(one instanceof vscode.MarkdownString);
  assert.ok(one.isTrusted !== true && one.supportHtml !== true && one.supportThemeIcons !== true);
  assert.doesNotMatch(one.value, /(?<!\\)\]\(|(?<!\\)<a/);
}
