import type { JsonObject } from '#base/json.ts';

/** What the texts of a prompt may be written in. `assay`: `{{name}}`, as GitHub Models had it. */
export type TemplateKind = 'assay' | 'mustache' | 'jinja' | 'nunjucks' | 'handlebars';

/** Compiles texts of one template language. A plug-in: one file, one line in `builtin.ts`. */
export interface TemplateLanguage {
  readonly kind: TemplateKind;
  /** Never throws: what is wrong with the text is its `fault`. */
  compile(text: string, setting: TemplateSetting): CompiledTemplate;
}

/** What stands around a text. */
export interface TemplateSetting {
  /** Texts that it may include, by the name it calls them. */
  readonly partials: Readonly<Record<string, string>>;
  /** For a language whose own tags begin a message. */
  readonly marks: TemplateMarks;
}

/** What a template writes where a message begins. No value can hold such a mark, so data never begins one. */
export interface TemplateMarks {
  role(role: 'system' | 'user' | 'assistant'): string;
  /** Where the turns of a conversation go that a value of the case holds. */
  thread(variable: string): string;
}

/** A text that was looked through once, to be filled many times. */
export interface CompiledTemplate {
  /** Every place that reads a value of the case, in order. */
  readonly variables: readonly TemplateVariable[];
  /** Why nothing can be made of the text, in a sentence, and where it went wrong. */
  readonly fault?: { readonly message: string; readonly at?: number };
  /** Names that these values would have to fill and do not, in order, without repetition. */
  missing(values: JsonObject): readonly string[];
  /** Once: a value is data, and what it contains is never looked through again. Never throws. */
  render(values: JsonObject): RenderedTemplate;
}

/** One place of a text that reads a value. Offsets count UTF-16 units and enclose the tag. */
export interface TemplateVariable {
  /** With dots where it reads inside a value: `customer.name`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

export interface RenderedTemplate {
  readonly text: string;
  /** Names without a value, in order, without repetition. */
  readonly missing: readonly string[];
  /** Why it could not be filled with these values, in a sentence. */
  readonly fault?: string;
}
