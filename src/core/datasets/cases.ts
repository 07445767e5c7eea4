import { type JsonObject, type JsonValue } from '#base/json.ts';
import type { CaseAssertions } from '#protocol/assertion.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import { errorAt, quoteFound, warningAt } from '../documents/problems.ts';
import { didYouMean } from '../documents/nearest.ts';
import type { DatasetReference } from '../prompts/prompt.ts';
import { nodeOf } from '../documents/node.ts';
import { assertionsKey, readCaseAssertions } from './caseAssertions.ts';
import { caseId } from './caseId.ts';
import type { CaseIds } from './caseIds.ts';
import type { DatasetRow } from './dataset.ts';
import { Faults, placeAt } from './faults.ts';

export interface CaseSource {
  /** The dataset file, as problems and cases name it. */
  readonly file: string;
  /** The file that holds the reference, for problems with `map`. */
  readonly promptFile: string;
  readonly reference: Pick<DatasetReference, 'map' | 'range'>;
  /** Shared by everything that gives cases to the same prompt. */
  readonly ids: CaseIds;
  readonly tell: (problem: Problem) => void;
}

/**
 * Turns the rows of one file into cases: columns get the names of `map`, the others keep theirs; `id`, `expected` and `tags`
 * are then taken by name. Values keep all columns. A row whose id or tags cannot be used is told and left out.
 */
export class CaseMaker {
  private readonly source: CaseSource;
  private readonly faults: Faults;
  private readonly renames: Renames | undefined;
  private isFirst = true;

  constructor(source: CaseSource) {
    this.source = source;
    this.faults = new Faults(source.file, source.tell);
    this.renames = renamesOf(source.reference.map);
  }

  /** Rows in file order. `[]` after `map` was found not to fit the file. */
  cases(rows: readonly DatasetRow[]): EvalCase[] {
    if (this.isFirst && rows.length > 0) {
      this.isFirst = false;
      this.checkMap(rows);
    }
    const cases: EvalCase[] = [];
    for (const row of rows) {
      const made = this.caseOf(row);
      if (made !== undefined) cases.push(made);
    }
    return cases;
  }

  /** Tells how many problems were not told. */
  finish(): void {
    this.faults.finish();
  }

  private caseOf({ line, values: written }: DatasetRow): EvalCase | undefined {
    const { file, ids } = this.source;
    const all = this.renames === undefined ? written : renamed(written, this.renames);
    const demanded = own(all, assertionsKey);
    const values = demanded === undefined ? all : without(all, assertionsKey);
    const assertions = isEmpty(demanded) ? undefined : this.assertions(demanded, line);
    if (assertions === unusable) return undefined;
    const named = this.namedId(values, line);
    const tags = this.tags(values, line);
    if (named === unusable || tags === undefined) return undefined;
    if (named !== undefined) {
      const earlier = ids.take(named, file, line);
      if (earlier !== undefined) {
        this.faults.add(duplicateId(file, line, named, earlier));
        return undefined;
      }
    }
    const id = named ?? ids.takeNumbered(caseId(values), file, line);
    const source = { file, line };
    const expected = own(values, 'expected');
    if (assertions !== undefined) {
      const shared = { id, values, assertions, tags, source };
      return expected === undefined ? shared : { ...shared, expected };
    }
    return expected === undefined
      ? { id, values, tags, source }
      : { id, values, expected, tags, source };
  }

  /** A list or a map, or in a table its JSON. */
  private assertions(demanded: JsonValue, line: number): CaseAssertions | typeof unusable {
    const { file } = this.source;
    const value = typeof demanded === 'string' ? fromJson(demanded) : demanded;
    if (value === undefined) {
      this.faults.add(
        errorAt(
          file,
          placeAt(line),
          'case-assertions',
          `What stands under ${quoteFound(assertionsKey)} is no JSON.`,
          'Write a list of assertions as JSON.',
          'a list of `{ "uses": … }`, or `{ "threshold": …, "assert": […] }`',
        ),
      );
      return unusable;
    }
    const reading = readCaseAssertions(nodeOf(value, placeAt(line)), file);
    for (const problem of reading.problems) this.faults.add(problem);
    return reading.value ?? unusable;
  }

  /** `undefined`: the row names none, and gets one from its content. */
  private namedId(values: JsonObject, line: number): string | typeof unusable | undefined {
    const id = own(values, 'id');
    if (id === undefined || id === null || id === '') return undefined;
    const text = typeof id === 'number' && isExact(id) ? String(id) : id;
    if (typeof text === 'string' && usableId.test(text)) return text;
    const shown = quoteFound(typeof id === 'string' ? id : JSON.stringify(id));
    this.faults.add(
      errorAt(
        this.source.file,
        placeAt(line),
        'case-id',
        `The id ${shown} cannot be used.`,
        typeof id === 'number' ? 'Put the number in quotes.' : 'Write a short text as id.',
        'text of 1 to 200 visible characters, or a number up to 2^53',
      ),
    );
    return unusable;
  }

  private tags(values: JsonObject, line: number): readonly string[] | undefined {
    const tags = own(values, 'tags');
    if (tags === undefined || tags === null || tags === '') return noTags;
    if (typeof tags === 'string') return distinct(tags.split(/[,;]/));
    if (isTextList(tags)) return distinct(tags);
    this.faults.add(
      errorAt(
        this.source.file,
        placeAt(line),
        'case-tags',
        `The tags are ${quoteFound(JSON.stringify(tags))}.`,
        'Write the tags as a list of texts.',
        'a list of texts, or one text with commas or semicolons between the tags',
      ),
    );
    return undefined;
  }

  /** A row may lack a column, but a column that none of the first rows has is a slip of the pen. */
  private checkMap(rows: readonly DatasetRow[]): void {
    const { reference, promptFile, file, tell } = this.source;
    const known = new Set<string>();
    for (const row of rows) for (const column of Object.keys(row.values)) known.add(column);
    const columns = [...known];
    for (const [field, column] of Object.entries(reference.map)) {
      if (!known.has(column)) {
        const message = `${quoteFound(file)} has no column ${quoteFound(column)}.`;
        const next = `${didYouMean(column, columns)}Name a column of the file.`;
        const allowed = columns.slice(0, 20).map(quoteFound).join(', ');
        tell(errorAt(promptFile, reference.range, 'map-column', message, next, allowed));
      } else if (known.has(field) && !Object.values(reference.map).includes(field)) {
        const message = `"map" gives the name ${quoteFound(field)} to the column ${quoteFound(column)}, which hides a column of that name.`;
        const next = 'Choose another name, or rename the column in the file.';
        tell(warningAt(promptFile, reference.range, 'map-hides-column', message, next));
      }
    }
  }
}

const unusable = Symbol('unusable id');
const usableId = /^(?!\s)[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,200}(?<!\s)$/u;
const noTags: readonly string[] = [];

/** Values come from files: `constructor` must not find what every object inherits. */
function own(values: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

type Nothing = undefined | null | '';

function isEmpty(value: JsonValue | undefined): value is Nothing {
  return value === undefined || value === null || value === '';
}

function without(values: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
}

function fromJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function isExact(id: number): boolean {
  return !Number.isInteger(id) || Number.isSafeInteger(id);
}

function isTextList(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function distinct(tags: readonly string[]): readonly string[] {
  const named = tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
  return [...new Set(named)];
}

interface Renames {
  /** Case field, column. */
  readonly fields: readonly (readonly [field: string, column: string])[];
  /** Names that the other columns must leave: columns that are renamed, fields that are given away. */
  readonly gone: ReadonlySet<string>;
}

function renamesOf(map: Readonly<Record<string, string>>): Renames | undefined {
  const fields = Object.entries(map).filter(([field]) => field !== '__proto__');
  if (fields.length === 0) return undefined;
  return { fields, gone: new Set(fields.flat()) };
}

function renamed(values: JsonObject, { fields, gone }: Renames): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [field, column] of fields) {
    const value = own(values, column);
    if (value !== undefined) result[field] = value;
  }
  for (const key of Object.keys(values)) {
    const value = values[key];
    if (!gone.has(key) && value !== undefined) result[key] = value;
  }
  return result;
}

function duplicateId(
  file: string,
  line: number,
  id: string,
  earlier: { readonly file: string; readonly line: number },
): Problem {
  const where = earlier.file === file ? '' : ` of ${quoteFound(earlier.file)}`;
  return errorAt(
    file,
    placeAt(line),
    'case-id-duplicate',
    `The id ${quoteFound(id)} stands here and in line ${String(earlier.line)}${where}.`,
    'Give each case an id of its own.',
  );
}
