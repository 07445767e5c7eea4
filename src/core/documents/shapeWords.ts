import type { DocumentNode } from './node.ts';
import { nearest } from './nearest.ts';
import { quoteFound } from './problems.ts';

/** The parts of zod's issues that are used; each kind fills some of them. */
export interface ShapeIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly format?: string;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[] | undefined;
  readonly keys?: readonly string[];
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean | undefined;
  /** What is wrong with a key. */
  readonly issues?: readonly ShapeIssue[];
  readonly errors?: readonly (readonly ShapeIssue[])[];
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

export interface IssueWords {
  readonly code: string;
  /** Only where the shape's author wrote one. */
  readonly message: string | undefined;
  readonly found: string;
  readonly next: string;
  readonly allowed: string | undefined;
}

/** zod without a locale says this of everything, so that any other message is the author's. */
const withoutWords = 'Invalid input';

/** What to say of an issue at a node; `undefined`: nothing stands there. */
export function wordIssue(issue: ShapeIssue, node: DocumentNode | undefined): IssueWords {
  const message = issue.message === withoutWords ? undefined : issue.message;
  const plain = plainWords(issue, node);
  const { params } = issue;
  return {
    code: textOf(params?.['code']) ?? plain.code,
    message,
    found: node === undefined ? 'missing' : describe(node),
    next: textOf(params?.['next']) ?? plain.next,
    allowed: textOf(params?.['allowed']) ?? plain.allowed,
  };
}

type PlainWords = Pick<IssueWords, 'code' | 'next' | 'allowed'>;

function plainWords(issue: ShapeIssue, node: DocumentNode | undefined): PlainWords {
  const { code } = issue;
  if (code === 'invalid_type') {
    const allowed = kindName(issue.expected ?? '');
    return { code: 'wrong-type', next: `Write ${allowed}.`, allowed };
  }
  if (code === 'invalid_union') {
    const kinds = (issue.errors ?? []).flat().flatMap(alternativesOf);
    const allowed = issue.options?.map(String).join(', ') ?? [...new Set(kinds)].join(' or ');
    return { code: 'wrong-type', next: 'Write one of what is allowed.', allowed };
  }
  if (code === 'invalid_value') {
    const values = (issue.values ?? []).map(String);
    const found = node?.kind === 'scalar' ? String(node.value) : '';
    const meant = values.length === 1 ? values[0] : nearest(found, values);
    const next =
      meant === undefined ? 'Write one of the allowed values.' : `Write ${quoteFound(meant)}.`;
    return { code: 'wrong-value', next, allowed: values.join(', ') };
  }
  if (code === 'too_small' || code === 'too_big') {
    const allowed = boundName(issue);
    return { code: 'out-of-range', next: `Write ${allowed}.`, allowed };
  }
  if (code === 'invalid_format' && issue.format === 'date') {
    const allowed = 'a date such as 2026-11-30';
    return { code: 'wrong-format', next: `Write ${allowed}.`, allowed };
  }
  return { code: 'wrong-value', next: 'Change the value.', allowed: undefined };
}

/** What one alternative of a union would have been. */
function alternativesOf({ expected, values }: ShapeIssue): string[] {
  return values?.map(String) ?? (expected === undefined ? [] : [kindName(expected)]);
}

function boundName({ code, origin, minimum, maximum, inclusive }: ShapeIssue): string {
  const isLow = code === 'too_small';
  const limit = Number((isLow ? minimum : maximum) ?? 0);
  const unit = units.get(origin ?? '');
  if (unit === undefined) {
    if (inclusive === true) return `a number of ${isLow ? 'at least' : 'at most'} ${String(limit)}`;
    return `a number ${isLow ? 'above' : 'below'} ${String(limit)}`;
  }
  return `${isLow ? 'at least' : 'at most'} ${String(limit)} ${limit === 1 ? unit : `${unit}s`}`;
}

const units: ReadonlyMap<string, string> = new Map([
  ['string', 'character'],
  ['array', 'item'],
]);

const kindNames: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a map of keys'],
  ['record', 'a map of keys'],
  ['null', 'null'],
]);

function kindName(expected: string): string {
  return kindNames.get(expected) ?? 'another value';
}

function describe(node: DocumentNode): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'list') return node.items.length === 0 ? 'an empty list' : 'a list';
  if (node.value === null) return 'empty';
  if (node.value === '') return 'empty text';
  if (typeof node.value === 'string') return `the text ${quoteFound(node.value)}`;
  return String(node.value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
