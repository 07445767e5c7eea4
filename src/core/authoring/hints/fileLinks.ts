import { yamlSpans } from '../yamlSpans.ts';
import { valueOf } from '../promptShape.ts';

/** A place of a prompt file that names another file. Offsets in UTF-16 units. */
export interface FileLink {
  readonly start: number;
  readonly end: number;
  /** As written, relative to the prompt's folder. */
  readonly file: string;
}

/** Datasets of a prompt; in other formats `${file:…}`, `file://…` and partials. In file order. */
export function fileLinks(name: string, text: string): readonly FileLink[] {
  const lower = name.toLowerCase();
  if (/\.prompt\.ya?ml$/.test(lower)) return datasetLinks(text);
  if (lower.endsWith('.prompty')) return matched(text, /\$\{file:([^}\r\n]+)\}/g);
  if (lower.endsWith('.prompt')) return partialLinks(text);
  return matched(text, /file:\/\/([^\s"',\]}:]+)/g);
}

function datasetLinks(text: string): readonly FileLink[] {
  return yamlSpans(text)
    .spans.filter(
      ({ part, path, style }) =>
        part === 'value' &&
        style !== 'empty' &&
        path.length === 3 &&
        path[0] === 'datasets' &&
        path[2] === 'file',
    )
    .map((span) => ({ start: span.start, end: span.end, file: valueOf(span, text) }));
}

function matched(text: string, pattern: RegExp): readonly FileLink[] {
  return Array.from(text.matchAll(pattern), (match) => {
    const file = match[1] ?? '';
    const start = match.index + match[0].indexOf(file);
    return { start, end: start + file.length, file };
  }).filter(({ file }) => !file.includes('*') && !file.includes('{{'));
}

/** `{{>greeting}}` is the file `_greeting.prompt`. */
function partialLinks(text: string): readonly FileLink[] {
  return Array.from(text.matchAll(/\{\{~?\s*>\s*([\w-]+)/g), (match) => {
    const name = match[1] ?? '';
    const end = match.index + match[0].length;
    return { start: end - name.length, end, file: `_${name}.prompt` };
  });
}
