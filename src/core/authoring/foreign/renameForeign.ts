import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '#base/json.ts';
import { quoteFound } from '../../documents/problems.ts';
import { readPrompt } from '../../project/readPrompt.ts';
import { compileConversation } from '../../prompts/conversation.ts';
import { filledTexts } from '../../prompts/filledTexts.ts';
import type { Prompt } from '../../prompts/prompt.ts';
import { textsOf } from '../../prompts/printValue.ts';
import type { TextChange } from '../expected/change.ts';
import { yamlText } from '../expected/yamlText.ts';
import { offsetAt } from '../offsets.ts';
import { whyFixed, whyNoName } from '../variables/newName.ts';
import {
  datasetChanges,
  namesIn,
  renamedUses,
  type Renaming,
  type UsedDataset,
} from '../variables/renameVariable.ts';
import { withChanges } from '../variables/sameMeaning.ts';
import { variableUses } from '../variables/variableUses.ts';
import { valueOf } from '../promptShape.ts';
import { yamlSpans } from '../yamlSpans.ts';
import type { ForeignKind } from './foreignKeys.ts';
import { keysText } from './foreignText.ts';

/** A prompt of another tool, with what stands beside it. */
export interface ForeignPrompt {
  readonly kind: ForeignKind;
  readonly path: string;
  readonly text: string;
  readonly prompt: Prompt;
  readonly sidecar?: { readonly path: string; readonly text: string };
  readonly datasets: readonly UsedDataset[];
}

/**
 * The same as of a `.prompt.yml`: in the tags of its text, in what its head says of inputs, in the cases beside it and in
 * their datasets. All is read once more, and must say the same under the new name.
 */
export async function renameForeign(
  foreign: ForeignPrompt,
  from: string,
  to: string,
): Promise<Renaming> {
  const { path, text, prompt, sidecar, datasets } = foreign;
  const fixed = whyFixed(from) ?? whyNoName(to) ?? whyNotHere(foreign, from, to);
  if (fixed !== undefined) return { why: fixed };
  if (from === to) return { files: [], notes: [] };
  const beside = sidecar?.text ?? '';
  const inDatasets = await datasetChanges(beside, datasets, from, to);
  if ('why' in inDatasets) return inDatasets;
  const own = inOrder([...inBody(prompt, text, from, to), ...inHead(foreign, from, to)]);
  const besideIt = inOrder([
    ...renamedUses(beside, variableUses(beside), from, to),
    ...inDatasets.changes,
  ]);
  if (!saysTheSame(foreign, own, besideIt, from, to))
    return { why: 'The prompt is written in a way that it cannot be changed safely.' };
  const files = [
    { path, changes: own },
    ...(sidecar === undefined ? [] : [{ path: sidecar.path, changes: besideIt }]),
    ...inDatasets.files,
  ];
  return { files: files.filter(({ changes }) => changes.length > 0), notes: inDatasets.notes };
}

/** The variable whose name a cursor touches, in a tag of the text. */
export function foreignUseAt(
  prompt: Prompt,
  text: string,
  offset: number,
): { readonly name: string; readonly start: number; readonly end: number } | undefined {
  for (const { name, start, end } of tagsIn(prompt, text)) {
    if (offset < start || offset > end) continue;
    const [first = name] = name.split('.', 1);
    const found = placesOf(first, text, start, end).find(
      (at) => at <= offset && offset <= at + first.length,
    );
    if (found !== undefined) return { name: first, start: found, end: found + first.length };
  }
  return undefined;
}

function whyNotHere(
  { kind, prompt, datasets }: ForeignPrompt,
  from: string,
  to: string,
): string | undefined {
  if (kind === 'promptfoo')
    return 'A configuration of promptfoo fills its values into too many kinds of files to be changed from here.';
  if (!/^[A-Za-z_]\w*$/.test(to)) return `${quoteFound(to)} is no name in this format.`;
  const partials = prompt.variants.flatMap(({ template }) => [
    ...textsOf(template?.partials ?? {}),
  ]);
  if (partials.some((one) => placesOf(from, one, 0, one.length).length > 0))
    return `${quoteFound(from)} is read in a text that this prompt includes, which others may include too.`;
  const isUsed = filledTexts(prompt).some(({ variables }) =>
    variables.some(({ name }) => name.split('.', 1)[0] === to),
  );
  const isColumn =
    datasets.some((one) => namesIn(one).has(to)) ||
    prompt.cases.some(({ values }) => Object.hasOwn(values, to));
  if (!isUsed && !isColumn) return undefined;
  const where = isUsed ? 'in this prompt' : 'as a column of its cases';
  return `There is ${quoteFound(to)} already ${where}.`;
}

function tagsIn(
  prompt: Prompt,
  text: string,
): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  return filledTexts(prompt)
    .flatMap(({ variables }) => variables)
    .map(({ name, range }) => {
      const start = offsetAt(text, range.start);
      return { name, start, end: Math.max(offsetAt(text, range.end), tagEnd(text, start)) };
    });
}

/** Of a block only the beginning is told: its first tag is what reads the value. */
function tagEnd(text: string, start: number): number {
  const found = /\}\}|%\}/.exec(text.slice(start));
  return found === null ? start : start + found.index + found[0].length;
}

/** Where a tag reads the name: no text in quotation marks, no part of another name, no name of an argument. */
function placesOf(name: string, text: string, start: number, end: number): readonly number[] {
  const tag = text
    .slice(start, end)
    .replaceAll(/"[^"\n]*"|'[^'\n]*'/g, (quoted) => ' '.repeat(quoted.length));
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{N}_.@/-])${escaped}(?![\p{L}\p{N}_-])(?!\s*=(?!=))`,
    'gu',
  );
  return Array.from(tag.matchAll(pattern), ({ index }) => start + index);
}

function inBody(prompt: Prompt, text: string, from: string, to: string): readonly TextChange[] {
  const found = tagsIn(prompt, text)
    .filter(({ name }) => name === from || name.startsWith(`${from}.`))
    .flatMap(({ start, end }) => placesOf(from, text, start, end));
  return [...new Set(found)].map((offset) => ({ offset, length: from.length, text: to }));
}

/** What the head says of an input: its name as a key, or under `name`. */
function inHead({ kind, text }: ForeignPrompt, from: string, to: string): readonly TextChange[] {
  const keys = keysText(kind, text);
  if (keys === undefined) return [];
  return yamlSpans(keys).spans.flatMap((span): readonly TextChange[] => {
    const { part, path, start, end } = span;
    const step = path.slice(0, -1).join('.');
    if (part === 'value') {
      const isName = /^inputs\.\d+$/.test(step) && path.at(-1) === 'name';
      if (!isName || valueOf(span, keys) !== from) return [];
      return [{ offset: start, length: end - start, text: yamlText(to, keys.slice(start, end)) }];
    }
    if (!(kind === 'prompty' ? /^(?:inputs|sample)$/ : /^input\.(?:default|schema)$/).test(step))
      return [];
    const key = String(path.at(-1));
    const [name = '', rest = ''] = /^([\w-]+)(.*)$/s.exec(key)?.slice(1) ?? [];
    if (name !== from || (rest !== '' && !/^(?:\?|\()/.test(rest))) return [];
    return [{ offset: keys.indexOf(from, start), length: from.length, text: to }];
  });
}

function inOrder(changes: readonly TextChange[]): readonly TextChange[] {
  return changes.toSorted((a, b) => a.offset - b.offset);
}

function saysTheSame(
  { text, prompt: { file }, sidecar }: ForeignPrompt,
  own: readonly TextChange[],
  besideIt: readonly TextChange[],
  from: string,
  to: string,
): boolean {
  const read = (body: string, beside: string | undefined): Prompt | undefined =>
    readPrompt(Buffer.from(body), file, {
      read: (name) =>
        name.endsWith('.assay.yml') && beside !== undefined ? Buffer.from(beside) : undefined,
      list: () => [],
    }).value;
  const before = read(text, sidecar?.text);
  const after = read(
    withChanges(text, own),
    sidecar === undefined ? undefined : withChanges(sidecar.text, besideIt),
  );
  if (before === undefined || after === undefined) return false;
  return isDeepStrictEqual(meaning(before, from, to), meaning(after, '', ''));
}

/** What is sent and asked for, with one name changed. */
function meaning(prompt: Prompt, from: string, to: string): unknown {
  const named = (name: string): string =>
    name === from
      ? to
      : name.startsWith(`${from}.`) && from !== ''
        ? to + name.slice(from.length)
        : name;
  const keyed = (values: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]): [string, JsonValue] => [named(key), value]),
    );
  const probes =
    prompt.cases.length === 0 ? [{}] : prompt.cases.slice(0, 20).map((one) => one.values);
  return JSON.parse(
    JSON.stringify({
      cases: prompt.cases.map(({ values, expected, tags }) => [
        Object.entries(keyed(values)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
        expected,
        tags,
      ]),
      datasets: prompt.datasets.map(({ file }) => file),
      variants: prompt.variants.map((variant) => {
        const conversation = compileConversation(variant);
        const { defaults = {}, optional = [] } = variant.template ?? {};
        return {
          defaults: keyed(defaults),
          optional: optional.map(named),
          names: conversation.variables.map(({ name }) => named(name)),
          sent: probes.map((values) => {
            const { messages, missing, fault } = conversation.render(values);
            return [
              messages.map(({ role, content }) => [role, content]),
              missing.map(named),
              fault,
            ];
          }),
        };
      }),
    }),
  );
}
