import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { apply, forgetEdits } from '../edits.ts';
import { eventually } from '../eventually.ts';
import { click, lensesOf, type Lens } from '../lenses.ts';
import { providerLog, scriptProvider } from '../provider.ts';
import { seeded } from '../../support/seeded.ts';
import { openApi, workspacePath } from '../window.ts';

const promptFile = 'prompts/rows.prompt.yml';
const dataFile = 'data/rows.jsonl';
const rows = 60;
const edits = 250;
const stepsBetweenClicks = 10;

/**
 * Whatever is done to a text, a click runs the case that stands under its lens, or nothing. Where a lens stands is
 * followed as VS Code's drawing does it: a point that text before it moves. The row is told by the mark in the text.
 */
describe('500 random edits', () => {
  afterEach(forgetEdits);

  for (const [kind, seed] of [
    ['prompt', 11],
    ['jsonl', 12],
  ] as const) {
    it(`of a ${kind} file never make a lens run another case`, async function () {
      this.timeout(80_000);
      await scriptProvider({});
      await openApi();
      const document = await openRows(kind);
      const told = await editAndClick(document, kind, seeded(seed));
      // The test must not pass because nothing could be clicked.
      assert.ok(told.asked >= 8, JSON.stringify(told));
      assert.ok(told.disabled + told.asked + told.refused >= edits / stepsBetweenClicks);
    });
  }
});

type Kind = 'prompt' | 'jsonl';

interface Told {
  asked: number;
  refused: number;
  disabled: number;
}

async function editAndClick(
  document: vscode.TextDocument,
  kind: Kind,
  random: Random,
): Promise<Told> {
  const told = { asked: 0, refused: 0, disabled: 0 };
  for (let step = 1; step <= edits; step += 1) {
    await randomEdit(document, kind, random);
    if (step % stepsBetweenClicks !== 0) continue;
    const lens = pick(await caseLenses(document, kind), random);
    if (lens === undefined) {
      told.disabled += 1;
      await startAgain(document, kind);
    } else if (lens.command.command === '') {
      assert.match(lens.command.title, /Run case.*: ./);
      told.disabled += 1;
      // What was broken stays broken, and then there would be nothing left to click at.
      await startAgain(document, kind);
    } else {
      const point = followPoint(document, lens.range.start);
      const near = lens.range.start.line + Math.floor(random() * 3) - 1;
      if (random() < 0.6) await randomEdit(document, kind, random, near);
      const under = marksUnder(document, point.end().line, kind);
      const what = `Step ${step}: under the lens stands ${under.join(', ')}.`;
      const asked = await runAndSee(lens);
      // Several, or none, where an edit joined rows or cut one apart.
      for (const mark of asked) assert.ok(under.includes(mark), `${what} It asked for ${mark}.`);
      if (asked.length > 0) told.asked += 1;
      else {
        told.refused += 1;
        await startAgain(document, kind);
      }
    }
  }
  return told;
}

async function runAndSee(lens: Lens): Promise<readonly string[]> {
  await scriptProvider({});
  await click(lens);
  const { requests } = await providerLog();
  return [...new Set(requests.map(({ marker = 'nothing' }) => marker))];
}

async function caseLenses(document: vscode.TextDocument, kind: Kind): Promise<readonly Lens[]> {
  const lenses = await lensesOf(document);
  assert.ok(kind === 'jsonl' || lenses.length > 0, 'The prompt has no lens at all.');
  return lenses.filter(({ command }) => command.title.includes('Run case'));
}

/** Where a point of a document stands after what is done to it from now on. */
function followPoint(
  document: vscode.TextDocument,
  start: vscode.Position,
): { readonly end: () => vscode.Position } {
  let offset = document.offsetAt(start);
  const listener = vscode.workspace.onDidChangeTextDocument((event) => {
    if (event.document !== document) return;
    for (const change of event.contentChanges.toSorted((a, b) => b.rangeOffset - a.rangeOffset)) {
      const end = change.rangeOffset + change.rangeLength;
      if (end <= offset && change.rangeOffset < offset) {
        offset += change.text.length - change.rangeLength;
      } else if (change.rangeOffset < offset) offset = change.rangeOffset;
    }
  });
  return {
    end() {
      listener.dispose();
      return document.positionAt(offset);
    },
  };
}

/** The marks in the lines of the case that starts on a line. */
function marksUnder(document: vscode.TextDocument, line: number, kind: Kind): readonly string[] {
  let { text } = document.lineAt(line);
  const end = kind === 'jsonl' ? line + 1 : document.lineCount;
  for (let next = line + 1; next < end; next += 1) {
    const { text: below } = document.lineAt(next);
    if (/^(\s*-|\S)/.test(below)) break;
    text += below;
  }
  return Array.from(text.matchAll(/\[\[([^\]]+)\]\]/g), ([, mark = '']) => mark);
}

type Random = () => number;

/** One edit of a person's kind. Few of them leave the file broken. */
async function randomEdit(
  document: vscode.TextDocument,
  kind: Kind,
  random: Random,
  near?: number,
): Promise<void> {
  const line =
    near !== undefined && near >= 0 && near < document.lineCount
      ? near
      : randomRow(document, kind, random);
  const { range, text } = document.lineAt(line);
  const start = new vscode.Position(line, 0);
  const word = text.indexOf(' text ') + 2;
  const choice = random();
  if (choice < 0.2) {
    const typed = pick(['x', ' ', 'word'], random) ?? '';
    const at = start.translate(0, word > 1 ? word : text.length);
    await apply(document, [vscode.TextEdit.insert(at, word > 1 ? typed : ' ')]);
  } else if (choice < 0.3 && word > 1) {
    const rest = new vscode.Range(line, word, line, word + 2);
    await apply(document, [vscode.TextEdit.delete(rest)]);
  } else if (choice < 0.45) {
    await apply(document, [vscode.TextEdit.insert(start, newRow(kind, random))]);
  } else if (choice < 0.55) {
    const end = new vscode.Position(line + 1, 0);
    await apply(document, [vscode.TextEdit.delete(new vscode.Range(start, end))]);
  } else if (choice < 0.65) {
    await apply(document, [vscode.TextEdit.replace(range, newRow(kind, random).trimEnd())]);
  } else if (choice < 0.78) {
    await moveLine(document, line, random() < 0.5 ? 'Up' : 'Down');
  } else if (choice < 0.82) {
    const at = start.translate(0, Math.floor(random() * (text.length + 1)));
    const typed = pick(['"', '{', ': [', '\n', 'x'], random) ?? '';
    await apply(document, [vscode.TextEdit.insert(at, typed)]);
  } else if (choice < 0.9) {
    await swapLines(document, line, randomRow(document, kind, random));
  } else {
    await vscode.commands.executeCommand('undo');
  }
}

/** A line of a row. In a prompt some rows have two lines, which are seldom cut apart. */
function randomRow(document: vscode.TextDocument, kind: Kind, random: Random): number {
  const first = kind === 'jsonl' ? 0 : firstRowLine;
  const last = document.lineCount - (kind === 'jsonl' ? 1 : 3);
  const line = first + Math.floor(random() * Math.max(1, last - first));
  const isWhole = /^( {2}- )?\{/.test(document.lineAt(line).text);
  return isWhole || random() < 0.1 ? line : Math.min(firstRowLine, document.lineCount - 1);
}

async function moveLine(
  document: vscode.TextDocument,
  line: number,
  way: 'Up' | 'Down',
): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(line, 0, line, 0);
  await vscode.commands.executeCommand(`editor.action.moveLines${way}Action`);
}

async function swapLines(document: vscode.TextDocument, a: number, b: number): Promise<void> {
  if (a === b) return;
  const [one, other] = [document.lineAt(a), document.lineAt(b)];
  await apply(document, [
    vscode.TextEdit.replace(one.range, other.text),
    vscode.TextEdit.replace(other.range, one.text),
  ]);
}

let made = rows;

function newRow(kind: Kind, random: Random): string {
  made += 1;
  return `${rowText(kind, made, random() < 0.5)}\n`;
}

const firstRowLine = 6;

/** With a name of its own, or one that comes from its content. */
function rowText(kind: Kind, number: number, isNamed: boolean): string {
  const text = `[[row-${number}]] text ${number}`;
  if (kind === 'jsonl') {
    return JSON.stringify({ ...(isNamed ? { id: `row-${number}` } : {}), text });
  }
  if (number % 10 === 0) return `  - id: row-${number}\n    text: "${text}"`;
  return `  - { ${isNamed ? `id: row-${number}, ` : ''}text: "${text}" }`;
}

function textOf(kind: Kind): string {
  const lines = Array.from({ length: rows }, (_, at) => rowText(kind, at + 1, at % 2 === 0));
  const head = `name: rows
model: mock/small
modelParameters: { maxTokens: 20 }
messages:
  - { role: user, content: "{{text}}" }
`;
  const data = lines.join('\n');
  if (kind === 'jsonl') return `${data}\n`;
  return `${head}testData:\n${data}\nevaluators:\n  - { name: short, uses: word-count, with: { max: 9 } }\n`;
}

async function openRows(kind: Kind): Promise<vscode.TextDocument> {
  const api = await openApi();
  const prompt = workspacePath(promptFile);
  const data = workspacePath(dataFile);
  await writeFile(data, textOf('jsonl'));
  const whole = textOf('prompt');
  const using = `${whole.slice(0, whole.indexOf('testData:'))}datasets:\n  - file: ../data/rows.jsonl\n`;
  await writeFile(prompt, kind === 'prompt' ? whole : using);
  const document = await vscode.workspace.openTextDocument(kind === 'prompt' ? prompt : data);
  await vscode.window.showTextDocument(document);
  await eventually('the rows have their lenses', async () => {
    await api.workspace.ready;
    return (await caseLenses(document, kind).catch(() => [])).length === rows;
  });
  return document;
}

async function startAgain(document: vscode.TextDocument, kind: Kind): Promise<void> {
  const end = document.lineAt(document.lineCount - 1).range.end;
  const whole = new vscode.Range(new vscode.Position(0, 0), end);
  await apply(document, [vscode.TextEdit.replace(whole, textOf(kind))]);
}

function pick<T>(values: readonly T[], random: Random): T | undefined {
  return values[Math.floor(random() * values.length)];
}
