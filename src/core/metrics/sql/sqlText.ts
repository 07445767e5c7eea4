import { codeIn } from '../code/codeIn.ts';

/** The query of a reply: what stands in code fences of SQL, else in any fence, else the whole reply. */
export function queryIn(reply: string): string {
  return codeIn(reply, ['sql', 'sqlite']).trim();
}

/** Whether the whole query, and not only a part in parentheses, is ordered. */
export function isOrderedQuery(sql: string): boolean {
  let depth = 0;
  let before = '';
  for (const [token] of sql.matchAll(tokens)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    const word = token.toLowerCase();
    if (depth === 0 && before === 'order' && word === 'by') return true;
    if (!token.startsWith('--') && !token.startsWith('/*')) before = word;
  }
  return false;
}

/** Comments, texts and quoted names whole, words, parentheses. What opens and does not end goes on to the end. */
const tokens =
  /--[^\n]*|\/\*[^]*?(?:\*\/|$)|'[^']*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|\w+|[()]/g;
