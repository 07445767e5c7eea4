import type { JsonObject, JsonValue } from '#base/json.ts';
import type { EvalCase } from '#protocol/case.ts';
import type { Problem, TextRange } from '#protocol/problem.ts';
import { assertionsKey, readCaseAssertions } from '../../datasets/caseAssertions.ts';
import { caseId } from '../../datasets/caseId.ts';
import type { DocumentNode, MapNode } from '../../documents/node.ts';
import { errorAt, quoteFound } from '../../documents/problems.ts';
import { field, itemsOf, plainMap } from './fields.ts';

/** The cases under `testData:`. Every id is unique, also where the file's ids are not. */
export function readCases(
  testData: DocumentNode | undefined,
  file: string,
  problems: Problem[],
): readonly EvalCase[] {
  const taken = new Map<string, TextRange | undefined>();
  const copies = new Map<string, number>();
  const cases: EvalCase[] = [];
  for (const row of itemsOf(testData)) {
    if (row.kind !== 'map') continue;
    const demanded = field(row, assertionsKey);
    const entries = row.entries.filter(({ key }) => key !== assertionsKey);
    const values = plainMap({ ...row, entries });
    // The shape of the file has said what is wrong with them.
    const assertions =
      demanded === undefined ? undefined : readCaseAssertions(demanded, file).value;
    const written = writtenId(row);
    const wanted = written?.id ?? caseId(values);
    const before = taken.get(wanted);
    if (written !== undefined && before !== undefined)
      problems.push(duplicateId(written, before, file));
    const id = taken.has(wanted) ? free(wanted, taken, copies) : wanted;
    taken.set(id, written?.range);
    cases.push({
      ...makeCase(id, values, file, row.range.start.line),
      ...(assertions === undefined ? {} : { assertions }),
    });
  }
  return cases;
}

interface WrittenId {
  readonly id: string;
  readonly range: TextRange;
}

/** As written: `007` stays what the writer searches for. */
function writtenId(row: MapNode): WrittenId | undefined {
  const node = field(row, 'id');
  if (node?.kind !== 'scalar' || node.value === null || node.value === '') return undefined;
  return { id: typeof node.value === 'string' ? node.value : node.raw, range: node.range };
}

/** `copies`: the last number that each id was given. */
function free(
  wanted: string,
  taken: ReadonlyMap<string, unknown>,
  copies: Map<string, number>,
): string {
  let count = (copies.get(wanted) ?? 1) + 1;
  while (taken.has(`${wanted}-${count}`)) count += 1;
  copies.set(wanted, count);
  return `${wanted}-${count}`;
}

function duplicateId(written: WrittenId, before: TextRange, file: string): Problem {
  return errorAt(
    file,
    written.range,
    'duplicate-case-id',
    `The case in line ${before.start.line} has the id ${quoteFound(written.id)} too.`,
    'Give one of them another id.',
  );
}

function makeCase(id: string, values: JsonObject, file: string, line: number): EvalCase {
  const shared = { id, values, tags: tagsOf(values['tags']), source: { file, line } };
  const expected = Object.hasOwn(values, 'expected') ? values['expected'] : undefined;
  return expected === undefined || expected === null ? shared : { ...shared, expected };
}

/** A list, or one text with commas or semicolons between the tags, as a table has it. */
function tagsOf(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string')
    return value
      .split(/[,;]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '');
  if (!Array.isArray(value)) return [];
  return value.filter((tag) => typeof tag === 'string' || typeof tag === 'number').map(String);
}
