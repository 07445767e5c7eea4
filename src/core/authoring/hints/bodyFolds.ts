/** Lines that fold under the first of them; both count from 1. */
export interface Fold {
  readonly first: number;
  readonly last: number;
}

/**
 * What folds in a prompt whose messages stand below front matter: the front matter, each message under its role, blocks of
 * the template. Prompts in YAML fold by their indentation, which the editor sees by itself.
 */
export function bodyFolds(name: string, text: string): readonly Fold[] {
  const lines = text.split(/\r\n|\r|\n/);
  const isPrompty = name.toLowerCase().endsWith('.prompty');
  const head = frontMatter(lines);
  const folds: Fold[] = head === undefined ? [] : [head];
  const open: number[] = [];
  let role: number | undefined;
  const closeRole = (before: number): void => {
    if (role === undefined) return;
    let last = before;
    while (last > role && (lines[last - 1] ?? '').trim() === '') last -= 1;
    if (last > role) folds.push({ first: role, last });
  };
  for (let at = (head?.last ?? 0) + 1; at <= lines.length; at += 1) {
    const line = lines[at - 1] ?? '';
    if ((isPrompty ? promptyRole : dotpromptRole).test(line)) {
      closeRole(at - 1);
      role = at;
    }
    const [opened, closed] = isPrompty
      ? [line.match(jinjaOpen), line.match(jinjaClose)]
      : [line.match(blockOpen), line.match(blockClose)];
    for (let count = opened?.length ?? 0; count > 0; count -= 1) open.push(at);
    for (let count = closed?.length ?? 0; count > 0; count -= 1) {
      const first = open.pop();
      if (first !== undefined && at - 1 > first) folds.push({ first, last: at - 1 });
    }
  }
  closeRole(lines.length);
  return folds.toSorted((a, b) => a.first - b.first || b.last - a.last);
}

const promptyRole = /^\s*#?\s*(?:system|user|assistant)(?:\[[^\]]*\])?\s*:\s*$/i;
const dotpromptRole = /\{\{~?\s*role\s+["']/;
const jinjaOpen = /\{%-?\s*(?:if|for|macro|block|raw|filter|with)\b/g;
const jinjaClose = /\{%-?\s*end(?:if|for|macro|block|raw|filter|with)\b/g;
const blockOpen = /\{\{~?#/g;
const blockClose = /\{\{~?\//g;

function frontMatter(lines: readonly string[]): Fold | undefined {
  const first = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('#'));
  if (first < 0 || !/^(?:---|\+\+\+)\s*$/.test(lines[first] ?? '')) return undefined;
  const end = lines.findIndex((line, at) => at > first && /^(?:---|\+\+\+)\s*$/.test(line));
  return end < 0 ? undefined : { first: first + 1, last: end + 1 };
}
