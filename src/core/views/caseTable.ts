import type { JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import { printValue } from '../prompts/printValue.ts';
import type { Span } from '../store/lines.ts';
import { lineOf, startOf } from './startOf.ts';

/** What is kept of the cases of a prompt: what a table shows and a filter looks at, and where each stands in the run's copy. */
export class CaseTable {
  private readonly ids: string[] = [];
  private readonly places = new Map<string, number>();
  private readonly inputs: string[] = [];
  private readonly expecteds: string[] = [];
  private readonly tagLists: (readonly string[])[] = [];
  private readonly spans: (Span | undefined)[] = [];
  /** Files are few: a case names its own by number. */
  private readonly files: string[] = [];
  private readonly filesOf: number[] = [];
  private readonly lines: number[] = [];
  private readonly knownTags = new Map<string, readonly string[]>();
  private readonly variables: readonly string[];
  private readonly mostText: number;

  /** `variables`: what the prompt asks of a case; `mostText`: what is kept of each text. */
  constructor(variables: readonly string[], mostText: number) {
    this.variables = variables;
    this.mostText = mostText;
  }

  get size(): number {
    return this.ids.length;
  }

  /** The ids of all cases, in the order of the plan. */
  get all(): readonly string[] {
    return this.ids.filter((id) => id !== undefined);
  }

  /** All tags, sorted. */
  get tags(): readonly string[] {
    return [...new Set([...this.knownTags.values()].flat())].toSorted();
  }

  add(index: number, testCase: EvalCase, at: Span): void {
    const { id, tags, expected } = testCase;
    this.name(index, id);
    this.inputs[index] = startOf(inputText(testCase, this.variables, this.mostText), this.mostText);
    this.expecteds[index] = startOf(expectedText(expected), this.mostText);
    this.spans[index] = at;
    this.keepSource(index, testCase.source);
    const key = JSON.stringify(tags);
    const shared = this.knownTags.get(key) ?? tags.filter((tag) => typeof tag === 'string');
    this.knownTags.set(key, shared);
    this.tagLists[index] = shared;
  }

  /** Of a case that is only known from its results. */
  name(index: number, id: string): void {
    if (this.ids[index] === undefined) this.places.set(id, index);
    this.ids[index] ??= id;
  }

  indexOf(id: string): number | undefined {
    return this.places.get(id);
  }

  idOf(index: number): string {
    return this.ids[index] ?? '';
  }

  inputOf(index: number): string {
    return this.inputs[index] ?? '';
  }

  expectedOf(index: number): string {
    return this.expecteds[index] ?? '';
  }

  tagsOf(index: number): readonly string[] {
    return this.tagLists[index] ?? [];
  }

  /** Where the case stood; absent where the run's copy is gone. */
  sourceOf(index: number): EvalCase['source'] | undefined {
    const file = this.files[this.filesOf[index] ?? -1];
    return file === undefined ? undefined : { file, line: this.lines[index] ?? 1 };
  }

  private keepSource(index: number, { file, line }: EvalCase['source']): void {
    let place = this.files.lastIndexOf(file);
    if (place < 0) place = this.files.push(file) - 1;
    this.filesOf[index] = place;
    this.lines[index] = line;
  }

  spanOf(index: number): Span | undefined {
    return this.spans[index];
  }
}

/** What is expected, as text: a text as it is, anything else as JSON. */
export function expectedText(expected: JsonValue | undefined): string {
  if (expected === undefined) return '';
  return typeof expected === 'string' ? expected : JSON.stringify(expected);
}

/** What a case puts into its prompt: its only value as it is, several with their names. */
function inputText({ values }: EvalCase, variables: readonly string[], most: number): string {
  const names = variables.filter((name) => Object.hasOwn(values, name));
  const [only] = names;
  if (only !== undefined && names.length === 1) return lineOf(printed(values[only]), most);
  const shown = names.length > 0 ? names : Object.keys(values);
  return lineOf(shown.map((name) => `${name}: ${printed(values[name])}`).join(', '), most);
}

function printed(value: JsonValue | undefined): string {
  return value === undefined ? '' : printValue(value);
}
