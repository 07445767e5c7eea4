import { join } from 'node:path';
import * as vscode from 'vscode';
import type { JsonValue } from '#base/json.ts';
import { plainField } from '#base/plainText.ts';
import type { OutlinedCase } from '#core/authoring/outlinedCase.ts';
import type { TextRange } from '#protocol/problem.ts';
import type { AssayWorkspace, PromptFile } from '../files/workspace.ts';
import { lastLineOfCase } from './caseExtent.ts';
import { itemId, type TestPlace } from './testPlace.ts';

/** The items of the Test Explorer: prompt → variant → case. Kept up to date, never made anew. */
export interface TestTree extends vscode.Disposable {
  placeOf(item: vscode.TestItem): TestPlace | undefined;
  expectedOf(item: vscode.TestItem): JsonValue | undefined;
  /** All prompts. */
  readonly prompts: readonly vscode.TestItem[];
  /** The cases of a prompt, by their id; they are made where nobody has looked yet. */
  casesOf(prompt: string): Promise<ReadonlyMap<string, vscode.TestItem>>;
  /** Makes what is below an item; without one: the prompts. */
  resolve(item: vscode.TestItem | undefined): Promise<void>;
}

/** With every line that is typed all items below it move; they follow when the person rests. */
const restMs = 400;

/** A list longer than this is of no use to anybody. */
const mostCases = 5000;

interface Known {
  readonly place: TestPlace;
  readonly expected?: JsonValue;
}

export function growTestTree(
  controller: vscode.TestController,
  workspace: AssayWorkspace,
): TestTree {
  const known = new WeakMap<vscode.TestItem, Known>();
  /** Prompts whose children somebody has looked at, with the latest making of them. */
  const grown = new Map<string, Promise<void>>();
  let isOver = false;

  const itemAt = (
    items: vscode.TestItemCollection,
    place: TestPlace,
    label: string,
    uri: vscode.Uri,
  ): vscode.TestItem => {
    const id = itemId(place);
    const old = items.get(id);
    const item =
      old?.uri?.toString() === uri.toString() ? old : controller.createTestItem(id, label, uri);
    item.label = label;
    return item;
  };

  const growPrompts = (): void => {
    const isSeveral = workspace.projects.length > 1;
    const items = workspace.projects.flatMap(({ folder, prompts }) =>
      prompts.map((file) => {
        const place = { root: file.root, prompt: file.path };
        const label = plainField(file.prompt?.name ?? file.file, 100);
        const item = itemAt(controller.items, place, label, file.uri);
        item.description = isSeveral ? `${folder.name}/${file.file}` : file.file;
        item.range = new vscode.Range(0, 0, 0, 0);
        item.canResolveChildren = file.prompt !== undefined;
        item.error =
          file.prompt === undefined ? 'The file cannot be read; see Problems.' : undefined;
        known.set(item, { place });
        return item;
      }),
    );
    controller.items.replace(items);
  };

  const growChildren = async (file: PromptFile, isLatest: () => boolean): Promise<void> => {
    const { cases } = await workspace.casesOf(file);
    // Somebody typed on meanwhile: what the newer text says is what counts.
    if (!isLatest()) return grown.get(file.path);
    const item = controller.items.get(file.path);
    if (isOver || item === undefined) return undefined;
    const lines = file.text.split('\n');
    const variants = (file.prompt?.variants ?? []).map(({ name, range }) => {
      const place = { root: file.root, prompt: file.path, variant: name };
      const variant = itemAt(item.children, place, plainField(name, 100), file.uri);
      variant.range = firstLineOf(range);
      variant.description =
        cases.length > mostCases ? `${cases.length} cases, the first ${mostCases} are listed` : '';
      known.set(variant, { place });
      variant.children.replace(
        cases.slice(0, mostCases).map((one) => growCase(variant, place, one, file.file, lines)),
      );
      return variant;
    });
    item.children.replace(variants);
    return undefined;
  };

  const growCase = (
    variant: vscode.TestItem,
    ofVariant: TestPlace,
    { testCase, firstLine, lastLine }: OutlinedCase,
    promptFile: string,
    lines: readonly string[],
  ): vscode.TestItem => {
    const { id, expected, source } = testCase;
    const place = { ...ofVariant, caseId: id };
    const uri = vscode.Uri.file(join(ofVariant.root, source.file));
    const item = itemAt(variant.children, place, plainField(id, 100), uri);
    const end = source.file === promptFile ? lastLineOfCase(lines, firstLine, lastLine) : lastLine;
    item.range = new vscode.Range(firstLine - 1, 0, end - 1, 0);
    known.set(item, { place, ...(expected !== undefined && { expected }) });
    return item;
  };

  const fileOf = (prompt: string): PromptFile | undefined =>
    workspace.promptOf(vscode.Uri.file(prompt));

  const grow = async (prompt: string): Promise<void> => {
    const file = fileOf(prompt);
    if (file?.prompt === undefined) return;
    if (controller.items.get(prompt) === undefined) growPrompts();
    const making = growChildren(file, () => grown.get(prompt) === making);
    grown.set(prompt, making);
    await making;
  };

  const growOpened = (document: vscode.TextDocument): void => {
    if (document.uri.scheme !== 'file') return;
    const file = workspace.promptOf(document.uri);
    const users = workspace.usesOf(document.uri).map(({ prompt }) => prompt.path);
    for (const prompt of new Set([...(file === undefined ? [] : [file.path]), ...users])) {
      if (!grown.has(prompt)) void grow(prompt);
    }
  };

  const waiting = new Set<string>();
  let rest: NodeJS.Timeout | undefined;
  const rested = (): void => {
    growPrompts();
    const due = [...waiting];
    waiting.clear();
    for (const prompt of due) void grow(prompt);
  };
  const listening = vscode.Disposable.from(
    workspace.onDidChange(({ projects, prompts }) => {
      for (const prompt of prompts) if (grown.has(prompt)) waiting.add(prompt);
      clearTimeout(rest);
      if (projects.length > 0) rested();
      else rest = setTimeout(rested, restMs);
    }),
    // Without items an open file has nothing to run in its margin.
    vscode.workspace.onDidOpenTextDocument(growOpened),
  );
  void workspace.ready.then(() => {
    if (isOver) return;
    growPrompts();
    for (const document of vscode.workspace.textDocuments) growOpened(document);
  });

  return {
    placeOf: (item) => known.get(item)?.place,
    expectedOf: (item) => known.get(item)?.expected,
    get prompts() {
      return Array.from(controller.items, ([, item]) => item);
    },
    async casesOf(prompt) {
      if (waiting.delete(prompt)) await grow(prompt);
      await (grown.get(prompt) ?? grow(prompt));
      const cases = new Map<string, vscode.TestItem>();
      for (const [, variant] of controller.items.get(prompt)?.children ?? []) {
        for (const [id, item] of variant.children) cases.set(id, item);
      }
      return cases;
    },
    async resolve(item) {
      await workspace.ready;
      if (isOver) return;
      if (item === undefined) growPrompts();
      const place = item === undefined ? undefined : known.get(item)?.place;
      if (place !== undefined && !grown.has(place.prompt)) await grow(place.prompt);
    },
    dispose() {
      isOver = true;
      clearTimeout(rest);
      listening.dispose();
    },
  };
}

function firstLineOf({ start }: TextRange): vscode.Range {
  return new vscode.Range(start.line - 1, 0, start.line - 1, 0);
}
