import * as vscode from 'vscode';
import { nodeClock } from '#core/adapters/nodeClock.ts';
import { nodeFiles } from '#core/adapters/nodeFiles.ts';
import { outlineCases } from '#core/authoring/outlineCases.ts';
import { readPrompt } from '#core/project/readPrompt.ts';
import { eventually } from '../../test/extension/eventually.ts';
import { openApi, openWorkspaceFile, workspacePath } from '../../test/extension/window.ts';
import { percentile } from '../median.ts';
import { datasetPrompt, promptText, writeWorkspace, writings } from './files.ts';
import { after, measured } from './tell.ts';

const cases = 2000;
const edits = 66;
/** Cases that a window shows. */
const inSight = 40;

interface Subject {
  readonly file: string;
  /** Text before the first case. */
  readonly head: string;
  readonly row: (id: string) => string;
  readonly lines: number;
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
const { yaml, jsonl, csv } = writings;

const subjects: Readonly<Record<string, Subject>> = {
  prompt: {
    file: 'inline.prompt.yml',
    head: promptText('inline', 'testData:\n'),
    row: (id) => indented(yaml.row(id)),
    lines: 3,
  },
  jsonl: { file: 'rows.jsonl', ...jsonl },
  csv: { file: 'rows.csv', ...csv },
  yaml: { file: 'rows.yml', ...yaml },
  'yaml-cases': {
    file: 'named.yml',
    head: 'cases:\n',
    row: (id) => indented(yaml.row(id)),
    lines: 3,
  },
};

/** How soon the lenses say what an edit has made of the cases of a large file. */
export async function lenses(): Promise<void> {
  const files: Record<string, string> = {};
  for (const { file, head, row } of Object.values(subjects)) {
    const rows = Array.from({ length: cases }, (_, at) => row(`case-${at}`));
    files[file] = head + rows.join('');
    if (!file.endsWith('.prompt.yml')) {
      files[`${file}.prompt.yml`] = datasetPrompt(file.replace('.', ' '), file);
    }
  }
  await writeWorkspace(files);
  await openApi();
  for (const [name, subject] of Object.entries(subjects)) await measureSubject(name, subject);
}

async function measureSubject(name: string, subject: Subject): Promise<void> {
  const document = await openWorkspaceFile(subject.file);
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Error('No editor shows the file.');
  const top = subject.head.split('\n').length - 1;
  await eventually(
    `lenses over ${subject.file}`,
    async () => (await countOver(document, top)) === cases,
    30_000,
  );
  const taken: number[] = [];
  const listening = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document === document) changedAt = performance.now();
  });
  let changedAt = 0;
  let cpu = 0;
  let count = cases;
  for (let round = 0; round < edits; round += 1) {
    const kind = round % 3;
    const at = (round * 29) % inSight;
    const place = new vscode.Position(top + at * subject.lines, 0);
    let wanted: string;
    const before = process.cpuUsage();
    await editor.edit((edit) => {
      const below = place.translate(subject.lines);
      if (kind === 0) edit.insert(place, subject.row((wanted = `added-${round}`)));
      else if (kind === 1) {
        const line = document.lineAt(place.line).text;
        const [id = ''] = /(?:case|added)-[\dx]+/.exec(line) ?? [];
        wanted = `${id}x${round}`;
        const column = line.indexOf(id) + id.length;
        edit.insert(place.translate(0, column), `x${round}`);
      } else {
        const [id = ''] = /(?:case|added)-[\dx]+/.exec(document.lineAt(below.line).text) ?? [];
        wanted = id;
        edit.delete(new vscode.Range(place, below));
      }
    });
    count += kind === 0 ? 1 : kind === 2 ? -1 : 0;
    // Whoever comes too early asks again, as the editor does.
    await eventually(
      `a lens over ${wanted!} in ${subject.file}`,
      async () => {
        if (kind !== 1) return (await countOver(document, top)) === count;
        return (await idsInSight(document))[at] === wanted;
      },
      10_000,
    );
    taken.push(performance.now() - changedAt);
    const { user, system } = process.cpuUsage(before);
    cpu += user + system;
    // A person types no faster.
    await after(60);
  }
  listening.dispose();
  measured(`${name} p50`, percentile(taken, 0.5));
  measured(`${name} cpu`, cpu / edits / 1000);
  measured(`${name} p95`, percentile(taken, 0.95));
  const whole: number[] = [];
  for (let round = 0; round < 9; round += 1) whole.push(await readWhole(subject.file, document));
  measured(`${name} whole`, percentile(whole, 0.5));
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

/** Milliseconds to read the same text once from nothing, by the readers that a run has. */
async function readWhole(file: string, document: vscode.TextDocument): Promise<number> {
  const text = document.getText();
  const disk = nodeFiles(nodeClock);
  const files = {
    ...disk,
    stream: async function* stream() {
      yield Buffer.from(text);
    },
  };
  const root = workspacePath('.');
  const isPrompt = file.endsWith('.prompt.yml');
  const written = isPrompt ? text : datasetPrompt('whole', file);
  const startedAt = performance.now();
  const { value } = readPrompt(Buffer.from(written), 'whole.prompt.yml');
  if (value === undefined) throw new Error('The prompt cannot be read.');
  const { cases: found } = await outlineCases(
    files,
    root,
    value,
    written,
    new AbortController().signal,
  );
  if (found.length < cases) throw new Error(`${found.length} cases were read.`);
  return performance.now() - startedAt;
}

async function countOver(document: vscode.TextDocument, top: number): Promise<number> {
  const found = await lensesOf(document);
  return found.filter(({ range }) => range.start.line >= top).length;
}

/** Of the first cases. The editor, too, makes whole only the lenses that can be seen. */
async function idsInSight(document: vscode.TextDocument): Promise<readonly string[]> {
  const found = await lensesOf(document, inSight + 10);
  return found.flatMap(({ command }) =>
    command?.title.endsWith('Run case') === true ? [String(command.tooltip)] : [],
  );
}

function lensesOf(document: vscode.TextDocument, whole?: number): Thenable<vscode.CodeLens[]> {
  const { executeCommand } = vscode.commands;
  return executeCommand('vscode.executeCodeLensProvider', document.uri, whole);
}
