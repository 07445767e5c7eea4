import type { Refactoring, Selected } from './refactoring.ts';

/** Moves the selected text of a dotprompt body into a partial of its own, which is included in its place. */
export function extractPartial(
  text: string,
  { start, end }: Selected,
  name: string,
): Refactoring | undefined {
  const selected = text.slice(start, end);
  if (selected.trim() === '' || start < bodyStart(text) || !isWhole(selected)) return undefined;
  return {
    kind: 'extract',
    title: `Move the selection into _${name}.prompt`,
    changes: [{ offset: start, length: end - start, text: `{{>${name}}}` }],
    file: { name: `_${name}.prompt`, text: selected },
  };
}

/** The partial that is included where the cursor stands, without arguments of its own. */
export function partialAt(
  text: string,
  { start }: Selected,
): { readonly name: string; readonly start: number; readonly end: number } | undefined {
  for (const match of text.matchAll(/\{\{>\s*([\w-]+)\s*\}\}/g)) {
    const end = match.index + match[0].length;
    if (match.index <= start && start <= end) {
      return { name: match[1] ?? '', start: match.index, end };
    }
  }
  return undefined;
}

/** Puts the text of a partial in the place where it is included. */
export function inlinePartial(
  { name, start, end }: { readonly name: string; readonly start: number; readonly end: number },
  partial: string,
): Refactoring {
  const body = partial.slice(bodyStart(partial));
  return {
    kind: 'inline',
    title: `Put the text of _${name}.prompt here`,
    changes: [{ offset: start, length: end - start, text: body }],
  };
}

/** Behind the front matter, where there is any. */
function bodyStart(text: string): number {
  const found = /^(?:(?:#[^\n]*|[ \t]*)\n)*---[ \t]*\r?\n[\s\S]*?\n---[ \t]*\r?\n/.exec(text);
  return found === null ? 0 : found[0].length;
}

/** No tag is cut in two, and each block that begins in it ends in it. */
function isWhole(text: string): boolean {
  const opens = text.match(/\{\{/g)?.length ?? 0;
  if (opens !== (text.match(/\}\}/g)?.length ?? 0)) return false;
  if (text.indexOf('}}') < text.indexOf('{{') && opens > 0) return false;
  const open: string[] = [];
  for (const [, mark, name = ''] of text.matchAll(/\{\{~?([#/])\s*([\w-]+)/g)) {
    if (mark === '#') open.push(name);
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}
