import type { JsonObject, JsonValue } from '#base/json.ts';
import { isList } from '../../prompts/printValue.ts';
import { nunjucksTemplates } from '../../templates/jinja/jinja.ts';
import type { CompiledTemplate } from '../../templates/language.ts';
import { marks } from '../../templates/marks.ts';

/** What a text of a test becomes with the values of its case. */
export interface Filled<T> {
  readonly value: T;
  /** Names that the case lacks. */
  readonly missing: readonly string[];
  readonly fault?: string;
}

/** Fills texts of tests, each compiled once. What a value holds is never looked through again. */
export class Filler {
  private readonly compiled = new Map<string, CompiledTemplate>();
  /** Names that some text reads. */
  readonly read: Set<string> = new Set();

  text(text: string, values: JsonObject): Filled<string> {
    if (!/\{[{%#]/.test(text)) return { value: text, missing: [] };
    let template = this.compiled.get(text);
    if (template === undefined) {
      template = nunjucksTemplates.compile(text, { partials: {}, marks });
      this.compiled.set(text, template);
      for (const { name } of template.variables) this.read.add(name);
    }
    if (template.fault !== undefined) {
      return { value: text, missing: [], fault: template.fault.message };
    }
    const { text: value, missing, fault } = template.render(values);
    return { value, missing, ...(fault === undefined ? {} : { fault }) };
  }

  /** A text, or the texts of a list; other values stay as they are. */
  value(value: JsonValue | undefined, values: JsonObject): Filled<JsonValue | undefined> {
    if (typeof value === 'string') return this.text(value, values);
    if (value === undefined || typeof value !== 'object' || value === null || !isList(value)) {
      return { value, missing: [] };
    }
    const parts = value.map((one) =>
      typeof one === 'string' ? this.text(one, values) : { value: one, missing: [] },
    );
    const fault = parts.find((one): one is Filled<string> => 'fault' in one)?.fault;
    return {
      value: parts.map((one) => one.value),
      missing: [...new Set(parts.flatMap((one) => one.missing))],
      ...(fault === undefined ? {} : { fault }),
    };
  }
}
