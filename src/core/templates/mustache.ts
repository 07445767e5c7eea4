import mustache from 'mustache';
import type { JsonObject, JsonValue } from '#base/json.ts';
import type { TemplateLanguage, TemplateVariable } from './language.ts';
import { Allowance, ownProperty, TemplateFault } from './limits.ts';
import { printPlain } from './print.ts';
import { compiledFrom, unusable } from './unusable.ts';

/**
 * Mustache: sections, inverted sections, partials, changed delimiters. Nothing is called and nothing escaped, so `{{x}}`,
 * `{{{x}}}` and `{{&x}}` are the same.
 */
export const mustacheTemplates: TemplateLanguage = {
  kind: 'mustache',
  compile(text, { partials }) {
    try {
      const parts = partsOf(text);
      const known = new Map(Object.entries(partials));
      return compiledFrom(variablesIn(parts, known), (values) => fill(parts, known, values));
    } catch (error) {
      return unusable(error);
    }
  },
};

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly name: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'section' | 'inverted';
      readonly name: string;
      readonly start: number;
      readonly end: number;
      readonly parts: readonly Part[];
    }
  | {
      readonly kind: 'partial';
      readonly name: string;
      readonly indentation: string;
      readonly start: number;
      readonly end: number;
    };

function partsOf(text: string): readonly Part[] {
  try {
    // A writer of its own keeps nothing of what it has parsed.
    return new mustache.Writer().parse(text).flatMap(partOf);
  } catch (error) {
    if (error instanceof RangeError || !(error instanceof Error)) throw error;
    const [, what = '', at] = /^(.*?)(?: at (\d+))?$/s.exec(error.message) ?? [];
    const place = at === undefined ? undefined : Number(at);
    throw new TemplateFault(`Mustache cannot read it: ${what}.`, place);
  }
}

/** The library's tuples: kind, name, start, end, and what is inside. */
function partOf(token: readonly unknown[]): readonly Part[] {
  const [kind, held, from, to, inside] = token;
  const name = String(held);
  const [start, end] = [Number(from), Number(to)];
  if (kind === 'text') return [{ kind: 'text', text: name }];
  if (kind === 'name' || kind === '&') return [{ kind: 'value', name, start, end }];
  if (kind === '#' || kind === '^') {
    const parts = Array.isArray(inside)
      ? inside.flatMap((one: unknown) => (Array.isArray(one) ? partOf(one) : []))
      : [];
    return [{ kind: kind === '#' ? 'section' : 'inverted', name, start, end, parts }];
  }
  if (kind !== '>') return [];
  const indentation = typeof inside === 'string' ? inside : '';
  return [{ kind: 'partial', name, indentation, start, end }];
}

function variablesIn(
  parts: readonly Part[],
  partials: ReadonlyMap<string, string>,
  included: ReadonlySet<string> = new Set(),
): readonly TemplateVariable[] {
  return parts.flatMap((part): readonly TemplateVariable[] => {
    if (part.kind === 'text') return [];
    const { name, start, end } = part;
    if (part.kind === 'partial') {
      const text = partials.get(name);
      if (text === undefined)
        throw new TemplateFault(`There is no text "${name}" to include.`, start);
      if (included.has(name)) return [];
      const inside = variablesIn(partsOf(text), partials, new Set([...included, name]));
      return inside.map((one) => ({ name: one.name, start, end }));
    }
    const own = name === '.' ? [] : [{ name, start, end }];
    return part.kind === 'value' ? own : [...own, ...variablesIn(part.parts, partials, included)];
  });
}

function fill(
  parts: readonly Part[],
  partials: ReadonlyMap<string, string>,
  values: JsonObject,
): { readonly text: string; readonly missing: readonly string[] } {
  const allowance = new Allowance();
  const missing = new Set<string>();
  const out: string[] = [];
  const parsed = new Map<string, readonly Part[]>();
  const write = (text: string): void => {
    allowance.wrote(text.length);
    out.push(text);
  };
  const included = (name: string, indentation: string): readonly Part[] => {
    const text = partials.get(name);
    if (text === undefined) throw new TemplateFault(`There is no text "${name}" to include.`);
    const key = `${indentation}>${name}`;
    const known = parsed.get(key);
    if (known !== undefined) return known;
    const made = partsOf(indentation === '' ? text : text.replaceAll(/^(?=.)/gm, indentation));
    parsed.set(key, made);
    return made;
  };
  const section = (inside: readonly Part[], value: JsonValue, around: Around): void => {
    const items: readonly JsonValue[] = Array.isArray(value) ? value : [value];
    for (const item of items) {
      allowance.step();
      render(inside, value === true ? around : [item, ...around]);
    }
  };
  const render = (some: readonly Part[], around: Around): void => {
    allowance.within(() => {
      for (const part of some) {
        allowance.step();
        if (part.kind === 'text') {
          write(part.text);
          continue;
        }
        if (part.kind === 'partial') {
          render(included(part.name, part.indentation), around);
          continue;
        }
        const value = lookUp(part.name, around);
        if (part.kind === 'value') {
          if (value === undefined) missing.add(part.name);
          write(printPlain(value));
        } else if (part.kind === 'inverted') {
          if (!isShown(value)) render(part.parts, around);
        } else if (value !== undefined && isShown(value)) section(part.parts, value, around);
      }
    });
  };
  render(parts, [values]);
  return { text: out.join(''), missing: [...missing] };
}

/** What names are looked up in, the innermost first. */
type Around = readonly JsonValue[];

function lookUp(name: string, around: Around): JsonValue | undefined {
  if (name === '.') return around[0];
  const [first = '', ...rest] = name.split('.');
  for (const one of around) {
    const whole = ownProperty(one, name);
    if (whole !== undefined) return whole;
    let value = ownProperty(one, first);
    if (value === undefined) continue;
    for (const step of rest) value = ownProperty(value, step);
    return value;
  }
  return undefined;
}

function isShown(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== '' && value !== 0;
}
