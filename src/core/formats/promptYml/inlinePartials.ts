import type { VariantTemplate } from '../../prompts/prompt.ts';

const deepest = 10;

/** A text with what it includes in its place. What is included with values of its own stays, and is a loss. */
export function inlined(
  content: string,
  template: VariantTemplate | undefined,
  losses: string[],
): string {
  const { partials, language } = template ?? {};
  if (partials === undefined || language === undefined) return content;
  const tag =
    language === 'jinja' || language === 'nunjucks'
      ? /\{%-?\s*include\s+["']([^"']{1,200})["']\s*-?%\}/g
      : /\{\{~?>\s*["']?([\w./-]{1,200})["']?\s*~?\}\}/g;
  let text = content;
  for (let depth = 0; depth < deepest; depth += 1) {
    const before = text;
    text = text.replaceAll(tag, (whole, name: string) => partials[name] ?? whole);
    if (text === before) break;
  }
  if (/\{\{~?>|\{%-?\s*include/.test(text))
    losses.push(
      'A text that is included with values of its own cannot be put into its place; write it out.',
    );
  return text;
}
