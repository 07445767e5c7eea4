/** The code of a reply: what stands in code fences of these languages, else in any fence, else the whole reply. */
export function codeIn(reply: string, languages: readonly string[]): string {
  const blocks = fencedBlocks(reply);
  if (blocks.length === 0) return reply;
  const named = blocks.filter(({ language }) => languages.includes(language));
  return (named.length > 0 ? named : blocks).map(({ text }) => text).join('\n');
}

interface Block {
  /** In lower case; empty where none is named. */
  readonly language: string;
  readonly text: string;
}

/** The fences of a Markdown text, ``` or ~~~. One that does not end goes to the end of the text. */
export function fencedBlocks(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open:
    | { readonly mark: string; readonly language: string; readonly lines: string[] }
    | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, mark = '', rest = ''] = fence.exec(line) ?? [];
    if (open === undefined) {
      const language = /^[^\s{]{0,40}/.exec(rest.trim())?.[0].toLowerCase() ?? '';
      if (mark !== '') open = { mark, language, lines: [] };
    } else if (mark.startsWith(open.mark) && rest.trim() === '') {
      blocks.push({ language: open.language, text: open.lines.join('\n') });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) blocks.push({ language: open.language, text: open.lines.join('\n') });
  return blocks;
}

const fence = /^ {0,3}(`{3,20}|~{3,20})([^`]*)$/;
