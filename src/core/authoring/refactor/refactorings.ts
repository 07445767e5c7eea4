import { hasErrors, type Problem } from '#protocol/problem.ts';
import { quoteFound } from '../../documents/problems.ts';
import { readPrompt } from '../../project/readPrompt.ts';
import { counted } from '../../report/numbers.ts';
import { withChanges } from '../variables/sameMeaning.ts';
import { whyFixed } from '../variables/newName.ts';
import { isFilled, useAt, variableUses } from '../variables/variableUses.ts';
import { yamlSpans } from '../yamlSpans.ts';
import type { YamlSpan } from '../yamlSpan.ts';
import { addVariable } from './addVariable.ts';
import { extractCase, freeName } from './extractCase.ts';
import { moveCases, type CaseFileEnding } from './moveCases.ts';
import type { Refactoring, Selected } from './refactoring.ts';
import { mayBecomeBlock, toBlock } from './toBlock.ts';
import { topLevel } from './topLevel.ts';

/** What may be done: told while the cursor moves, worked out only when somebody chooses it. */
export interface Offer {
  readonly kind: Refactoring['kind'];
  readonly title: string;
  /** `undefined`: it cannot be done without changing what the file says. */
  readonly make: () => Refactoring | undefined;
}

/**
 * What can be done with a prompt file at a place without opening another file. `stem`: what a file of its cases may be
 * called, without an ending.
 */
export function offersAt(text: string, selected: Selected, stem: string): readonly Offer[] {
  const { spans } = yamlSpans(text);
  const offers: Offer[] = [];
  const offer = (
    kind: Refactoring['kind'],
    title: string,
    make: () => Refactoring | undefined,
  ): void => {
    offers.push({ kind, title, make: () => soundOrNone(text, make()) });
  };
  const rows = keysByRow(spans);
  const name = useAt(text, selected.start, spans)?.name;
  if (name !== undefined && whyFixed(name) === undefined) {
    const lacking = [...rows.values()].filter((keys) => !keys.has(name)).length;
    if (lacking > 0) {
      const title = `Add ${quoteFound(name)} to ${counted(lacking, 'case')}`;
      offer('rewrite', title, () => addVariable(text, name));
    }
  }
  if (isPlainText(text, selected, spans) && spans.some((span) => isSelectedText(span, selected))) {
    const title = `Make a case of the selection, as {{${freeName(text)}}}`;
    offer('extract', title, () => extractCase(text, selected));
  }
  if (mayBecomeBlock(text, spans, selected)) {
    offer('rewrite', 'Write the text as a block of lines', () => toBlock(text, selected));
  }
  const cases = topLevel(text, 'testData', spans);
  const isInCases =
    cases !== undefined && cases.start <= selected.start && selected.start <= cases.end;
  for (const ending of isInCases && rows.size > 0 ? endingsFor(spans) : []) {
    offer('extract', `Move ${counted(rows.size, 'case')} into ${stem}${ending}`, () =>
      moveCases(text, stem, ending),
    );
  }
  return offers;
}

/** Whether a prompt can be read as well after a change as before. */
export function soundOrNone(text: string, found: Refactoring | undefined): Refactoring | undefined {
  if (found === undefined) return undefined;
  const after = readPrompt(Buffer.from(withChanges(text, found.changes)), promptName);
  if (after.value === undefined) return undefined;
  // Reading takes its time, and most prompts are sound.
  if (!hasErrors(after.problems)) return found;
  const before = readPrompt(Buffer.from(text), promptName);
  return errors(after.problems) <= errors(before.problems) ? found : undefined;
}

const promptName = 'a.prompt.yml';

function errors(problems: readonly Problem[]): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}

/** The names that each case beside the prompt has, by its place. */
function keysByRow(spans: readonly YamlSpan[]): ReadonlyMap<number, ReadonlySet<string>> {
  const rows = new Map<number, Set<string>>();
  for (const { part, path } of spans) {
    const [top, index, key] = path;
    if (part !== 'key' || top !== 'testData' || typeof index !== 'number') continue;
    if (path.length !== 3) continue;
    const keys = rows.get(index) ?? new Set();
    rows.set(index, keys.add(String(key)));
  }
  return rows;
}

/** No part of a placeholder, and written as it is sent. */
function isPlainText(text: string, { start, end }: Selected, spans: readonly YamlSpan[]): boolean {
  if (/[\r\n\\{}]/.test(text.slice(start, end))) return false;
  return variableUses(text, spans).every(
    (use) => use.kind !== 'placeholder' || use.end <= start || end <= use.start,
  );
}

function isSelectedText({ part, path, start, end }: YamlSpan, selected: Selected): boolean {
  return (
    part === 'value' &&
    selected.start < selected.end &&
    start <= selected.start &&
    selected.end <= end &&
    path[0] !== 'evaluators' &&
    isFilled(path)
  );
}

/** A table holds texts alone: where a value is written without quotation marks it must look like one. */
function endingsFor(spans: readonly YamlSpan[]): readonly CaseFileEnding[] {
  const isTable = spans.every(
    ({ part, path, style }) =>
      part !== 'value' || path[0] !== 'testData' || (path.length === 3 && style !== 'empty'),
  );
  return isTable ? ['.jsonl', '.yml', '.csv'] : ['.jsonl', '.yml'];
}
