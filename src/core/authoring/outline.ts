import type { TextRange } from '#protocol/problem.ts';
import { makeSource, type SourceText } from '../documents/source.ts';
import { shortened } from './note.ts';
import { valueOf } from './promptShape.ts';
import type { YamlSpan } from './yamlSpan.ts';
import { yamlSpans } from './yamlSpans.ts';

export interface OutlineItem {
  readonly kind: 'messages' | 'variants' | 'testData' | 'datasets' | 'evaluators' | 'key' | 'item';
  readonly name: string;
  readonly detail: string;
  /** From the first character to the last. */
  readonly range: TextRange;
  /** What is selected when someone goes there; inside `range`. */
  readonly selection: TextRange;
  readonly children: readonly OutlineItem[];
}

/** The parts of a prompt file, broken ones too: by lines, not by its reader. */
export function outlineOf(text: string): readonly OutlineItem[] {
  const source = makeSource('', text);
  const groups: Group[] = [];
  for (const span of yamlSpans(text).spans) {
    const [key, index] = span.path;
    if (typeof key !== 'string') continue;
    if (span.path.length === 1 && span.part === 'key') {
      groups.push({ key, head: span, last: span.end, items: [] });
      continue;
    }
    const group = groups.at(-1);
    if (group?.key !== key) continue;
    group.last = Math.max(group.last, span.end);
    if (typeof index !== 'number' || !isListed(key)) continue;
    const item = group.items.at(-1);
    if (item?.index === index) item.spans.push(span);
    else group.items.push({ index, spans: [span] });
  }
  return groups.map(({ key, head, last, items }) => ({
    kind: isListed(key) ? key : 'key',
    name: key,
    detail: items.length === 0 ? '' : String(items.length),
    range: source.range(head.start, last),
    selection: source.range(head.start, head.end),
    children: items.map((item) => itemOf(key, item, text, source)),
  }));
}

interface Item {
  readonly index: number;
  readonly spans: YamlSpan[];
}

interface Group {
  readonly key: string;
  readonly head: YamlSpan;
  last: number;
  readonly items: Item[];
}

const listed = ['messages', 'variants', 'testData', 'datasets', 'evaluators'] as const;

function isListed(key: string): key is (typeof listed)[number] {
  return listed.some((one) => one === key);
}

function itemOf(
  key: string,
  { index, spans }: Item,
  text: string,
  source: SourceText,
): OutlineItem {
  const valueAt = (name: string): string => {
    const found = spans.find(
      ({ part, path }) => part === 'value' && path.length === 3 && path[2] === name,
    );
    return found === undefined ? '' : shown(valueOf(found, text));
  };
  const names: Readonly<Record<string, readonly [string, string]>> = {
    messages: [valueAt('role'), valueAt('content')],
    variants: [valueAt('name'), ''],
    testData: [valueAt('id'), firstText(spans, text)],
    datasets: [valueAt('file'), ''],
    evaluators: evaluatorNames(valueAt('name'), kindOf(spans, valueAt('uses'))),
  };
  const [name = '', detail = ''] = names[key] ?? [];
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.end));
  const first = spans[0]?.end ?? end;
  return {
    kind: 'item',
    name: name === '' ? String(index + 1) : name,
    detail,
    range: source.range(start, end),
    selection: source.range(start, Math.max(first, start)),
    children: [],
  };
}

/** One without a name is called as it evaluates. */
function evaluatorNames(name: string, kind: string): readonly [string, string] {
  return name === '' ? [kind, ''] : [name, kind];
}

function kindOf(spans: readonly YamlSpan[], uses: string): string {
  const own = spans.find(({ path }) => path[2] === 'string' || path[2] === 'llm');
  return own === undefined ? uses : String(own.path[2]);
}

/** What a case begins with, beside its id. */
function firstText(spans: readonly YamlSpan[], text: string): string {
  const found = spans.find(
    ({ part, path, start, end }) => part === 'value' && path[2] !== 'id' && end > start,
  );
  return found === undefined ? '' : shown(valueOf(found, text));
}

/** Without the header of a block scalar, on one line. */
function shown(written: string): string {
  const content = written.slice(0, 200).replace(/^[|>][-+\d]*\s*(?:#.*)?\n/, '');
  return shortened(content.replaceAll(/\s+/g, ' ').trim(), 60);
}
