import { quoteFound } from '../../documents/problems.ts';
import { templateVariables } from '../../prompts/template.ts';

/** Names that mean something by themselves, to cases or to evaluators. */
const ownMeaning: ReadonlySet<string> = new Set([
  'id',
  'expected',
  'tags',
  'context',
  'completion',
  '__proto__',
]);

/** Why a variable cannot be renamed at all; `undefined`: it can. */
export function whyFixed(name: string): string | undefined {
  if (!ownMeaning.has(name)) return undefined;
  return `${quoteFound(name)} has a meaning of its own, and keeps its name.`;
}

/** Why a name cannot be given to a variable; `undefined`: it can. */
export function whyNoName(name: string): string | undefined {
  if (ownMeaning.has(name)) return `${quoteFound(name)} has a meaning of its own.`;
  if (name.includes('.')) return 'A dot leads into a value: choose a name without one.';
  const [found] = templateVariables(`{{${name}}}`);
  if (found?.name === name) return undefined;
  return `${quoteFound(name)} is no name: letters, digits, "_", "-" and spaces inside make one.`;
}
