/** A Markdown text without code: fences, to the end of the text where one does not end, and spans on a line. */
export function withoutCode(text: string): string {
  const lines: string[] = [];
  let mark: string | undefined;
  for (const line of text.split('\n')) {
    const found = fence.exec(line)?.[1];
    if (mark === undefined && found === undefined) lines.push(line.replace(span, ' '));
    else if (mark === undefined) mark = found;
    else if (found?.startsWith(mark) === true && line.trim() === found) mark = undefined;
  }
  return lines.join('\n');
}

const fence = /^ {0,3}(`{3,20}(?=[^`]*$)|~{3,20})/;
const span = /(?<!`)(`{1,3})(?!`)[^`]{1,500}(?<!`)\1(?!`)/g;
