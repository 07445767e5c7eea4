import type { CompiledTemplate, RenderedTemplate } from './language.ts';
import { faultOf } from './limits.ts';

/** What comes of a text that its language cannot read. */
export function unusable(error: unknown): CompiledTemplate {
  const fault = faultOf(error);
  return { variables: [], fault, missing: () => [], render: () => unfilled(fault.message) };
}

/** What comes of values that a text cannot be filled with. */
export function unfilled(fault: string): RenderedTemplate {
  return { text: '', missing: [], fault };
}

/** A compiled text, from what fills it once and throws `TemplateFault` where it cannot. */
export function compiledFrom(
  variables: CompiledTemplate['variables'],
  fill: (values: Parameters<CompiledTemplate['render']>[0]) => {
    readonly text: string;
    readonly missing: readonly string[];
  },
): CompiledTemplate {
  const render: CompiledTemplate['render'] = (values) => {
    try {
      return fill(values);
    } catch (error) {
      return unfilled(faultOf(error).message);
    }
  };
  return { variables, render, missing: (values) => render(values).missing };
}
