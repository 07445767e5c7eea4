import { builtinMetrics } from '../../metrics/builtin.ts';
import { templateVariables } from '../../prompts/template.ts';
import { usesOf, valueOf } from '../promptShape.ts';
import { guideAt } from '../shapeGuide.ts';
import type { YamlPath, YamlSpan } from '../yamlSpan.ts';
import { yamlSpans } from '../yamlSpans.ts';

/** A place of a prompt file that names a variable. Offsets enclose what is written of the name, with quotation marks. */
export interface VariableUse {
  /**
   * `placeholder`: in a text that is filled. `key`: of a case beside the prompt. `map`: what a dataset's `map` gives a
   * column's name to. `setting`: of an evaluator, which names a column.
   */
  readonly kind: 'placeholder' | 'key' | 'map' | 'setting';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Every use of every variable in a prompt file, broken ones too, in file order. */
export function variableUses(
  text: string,
  spans: readonly YamlSpan[] = yamlSpans(text).spans,
): readonly VariableUse[] {
  return spans.flatMap((span): readonly VariableUse[] => {
    const { part, path, start, end } = span;
    if (part === 'value') {
      if (isFilled(path)) return placeholders(text, span);
      const name = valueOf(span, text);
      return namesColumn(path, spans, text) ? [{ kind: 'setting', name, start, end }] : [];
    }
    const name = String(path.at(-1));
    const [top, index, second] = path;
    if (typeof index !== 'number') return [];
    if (top === 'testData' && path.length === 3) return [{ kind: 'key', name, start, end }];
    const isMap = top === 'datasets' && second === 'map' && path.length === 4;
    return isMap ? [{ kind: 'map', name, start, end }] : [];
  });
}

/** Whether a text is filled from the case: messages, and the evaluators that GitHub Models had. */
export function isFilled(path: YamlPath): boolean {
  const [top, index, third] = path;
  if (typeof index !== 'number') return false;
  if (top === 'messages') return third === 'content' && path.length === 3;
  if (top === 'variants') return third === 'messages' && path.at(-1) === 'content';
  if (top !== 'evaluators') return false;
  return third === 'string' ? path.length === 4 : third === 'llm' && path[3] === 'prompt';
}

function placeholders(text: string, { path, start, end }: YamlSpan): readonly VariableUse[] {
  return templateVariables(text.slice(start, end)).flatMap((found): readonly VariableUse[] => {
    if (path[2] === 'llm' && found.name === 'completion') return [];
    const from = text.indexOf(found.name, start + found.start + 2);
    return [{ kind: 'placeholder', name: found.name, start: from, end: from + found.name.length }];
  });
}

/** Settings that name a column say so in their description. */
function namesColumn(path: YamlPath, spans: readonly YamlSpan[], text: string): boolean {
  const [top, index, third, key] = path;
  if (top !== 'evaluators' || third !== 'with' || typeof index !== 'number') return false;
  if (path.length !== 4 || key === undefined) return false;
  const kind = usesOf(index, spans, text);
  const metric = builtinMetrics.find((one) => one.kind === kind);
  if (metric === undefined) return false;
  return /\bcolumn\b/i.test(guideAt(metric.settings, [key])?.description ?? '');
}

/** The use that a cursor touches; of a dotted name what names the variable. */
export function useAt(
  text: string,
  offset: number,
  spans?: readonly YamlSpan[],
): Pick<VariableUse, 'name' | 'start' | 'end'> | undefined {
  const uses = variableUses(text, spans);
  const found = uses.find(({ start, end }) => start <= offset && offset <= end);
  if (found?.kind !== 'placeholder') return found;
  // A case beside the prompt may have a key with a dot, which then is the variable.
  const isKey = uses.some(({ kind, name }) => kind === 'key' && name === found.name);
  const name = isKey ? found.name : (found.name.split('.', 1)[0] ?? found.name);
  return { name, start: found.start, end: found.start + name.length };
}
