import type { JsonValue } from '#base/json.ts';
import { isList } from '../../../prompts/printValue.ts';
import { templateVariables } from '../../../prompts/template.ts';

/** A text that Nunjucks gives back as it is: whatever would open a tag is written by one, and no text names a file. */
export function literalText(text: string): string {
  const open = text.replaceAll(/\{(?=[{%#]|$)/g, '{{ "{" }}');
  return open.startsWith('file://') ? `{{ "file" }}${open.slice('file'.length)}` : open;
}

/** Texts, and those of a list; promptfoo looks into nothing else. */
export function literal(value: JsonValue): JsonValue {
  if (typeof value === 'string') return literalText(value);
  return value !== null && isList(value)
    ? value.map((one) => (typeof one === 'string' ? literalText(one) : one))
    : value;
}

/** A text of Assay's own language, `{{name}}` by `{{name}}`, and the names that Nunjucks would read as something else. */
export function nunjucksOf(text: string): {
  readonly text: string;
  readonly odd: readonly string[];
} {
  let made = '';
  let from = 0;
  const odd: string[] = [];
  for (const { name, start, end } of templateVariables(text)) {
    made += literalText(text.slice(from, start)) + text.slice(start, end);
    if (!plainName.test(name)) odd.push(name);
    from = end;
  }
  return { text: made + literalText(text.slice(from)), odd };
}

const plainName = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;
