import type { DocumentNode } from '../../documents/node.ts';
import type { Prompt } from '../../prompts/prompt.ts';
import { numberField } from './fields.ts';

/** How often each case is asked. Nothing where the file does not say: a default of the suite would never count otherwise. */
export function repeatsOf(root: DocumentNode): Pick<Prompt, 'repeats'> {
  const said = numberField(root, 'repeats');
  return said === undefined ? {} : { repeats: Math.max(1, Math.trunc(said)) };
}
