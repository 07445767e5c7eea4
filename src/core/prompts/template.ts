import type { JsonObject, JsonValue } from '#base/json.ts';
import { isList, printValue } from './printValue.ts';

/** One `{{name}}` of a text. Offsets count UTF-16 units and enclose the braces. */
interface TemplateVariable {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A text that was looked through once, to be filled many times. */
export interface Template {
  /** One more than `holes`: what stands before, between and after them. */
  readonly literals: readonly string[];
  readonly holes: readonly Hole[];
}

interface Hole {
  readonly name: string;
  /** The placeholder as written: what stays in the text where there is no value. */
  readonly written: string;
  /** The steps of a dotted name; empty where the name has no dot. */
  readonly steps: readonly string[];
}

interface Rendered {
  readonly text: string;
  /** Names without a value, in order, without repetition. Their placeholders stay in the text as written. */
  readonly missing: readonly string[];
}

/**
 * Finds the placeholders. A name has letters and digits of any script, `_`, `-`, `.` and spaces
 * inside; it starts with a letter, a digit or `_`. Anything else between braces is plain text, so
 * that `{{"a": 1}}` and other notations in a prompt reach the model as they are.
 */
export function templateVariables(text: string): readonly TemplateVariable[] {
  if (!text.includes('{{')) return none;
  return Array.from(text.matchAll(placeholder), (match) => ({
    name: match[1] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

export function compileTemplate(text: string): Template {
  const literals: string[] = [];
  const holes: Hole[] = [];
  let from = 0;
  for (const { name, start, end } of templateVariables(text)) {
    literals.push(text.slice(from, start));
    holes.push({
      name,
      written: text.slice(start, end),
      steps: name.includes('.') ? name.split('.') : none,
    });
    from = end;
  }
  literals.push(text.slice(from));
  return { literals, holes };
}

/** Fills a template once. A value is data: what it contains is never looked through again. */
export function renderTemplate(template: Template, values: JsonObject): Rendered {
  const { literals, holes } = template;
  let text = literals[0] ?? '';
  let missing: string[] | undefined;
  for (let index = 0; index < holes.length; index += 1) {
    const hole = holes[index];
    if (hole === undefined) break;
    const value = lookUp(values, hole);
    if (value === undefined) {
      missing ??= [];
      if (!missing.includes(hole.name)) missing.push(hole.name);
      text += hole.written;
    } else {
      text += typeof value === 'string' ? value : printValue(value);
    }
    text += literals[index + 1] ?? '';
  }
  return { text, missing: missing ?? none };
}

/** The names of a template that the values do not fill, without rendering it. */
export function missingNames(template: Template, values: JsonObject): readonly string[] {
  let missing: string[] | undefined;
  for (const hole of template.holes) {
    if (lookUp(values, hole) !== undefined) continue;
    missing ??= [];
    if (!missing.includes(hole.name)) missing.push(hole.name);
  }
  return missing ?? none;
}

/** For a text that is filled once; compile what is filled often. */
export function renderText(text: string, values: JsonObject): Rendered {
  return renderTemplate(compileTemplate(text), values);
}

const none: readonly never[] = [];

const placeholder =
  /\{\{\s*([\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*(?: +[\p{L}\p{M}\p{N}_.-]+)*)\s*\}\}/gu;

/** A column of exactly that name comes first, then the path. Only own properties count. */
function lookUp(values: JsonObject, hole: Hole): JsonValue | undefined {
  if (Object.hasOwn(values, hole.name)) return values[hole.name];
  if (hole.steps.length === 0) return undefined;
  let value: JsonValue | undefined = values;
  for (const step of hole.steps) {
    value = property(value, step);
    if (value === undefined) return undefined;
  }
  return value;
}

function property(value: JsonValue, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isList(value)) return listIndex.test(name) ? value[Number(name)] : undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

const listIndex = /^(?:0|[1-9]\d{0,8})$/;
