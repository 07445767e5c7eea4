import type { Problem, TextRange } from '#protocol/problem.ts';
import type { DocumentNode, MapNode } from '../../documents/node.ts';
import { plainValue } from '../../documents/node.ts';
import { errorAt, quoteFound } from '../../documents/problems.ts';
import type { Evaluator } from '../../prompts/prompt.ts';
import { field, itemsOf, numberField, textField } from './fields.ts';

/** The evaluators that say what they use. Names are unique, also where the file's names are not. */
export function readEvaluators(
  list: DocumentNode | undefined,
  file: string,
  problems: Problem[],
): readonly Evaluator[] {
  const taken = new Map<string, TextRange>();
  const evaluators: Evaluator[] = [];
  for (const item of itemsOf(list)) {
    if (item.kind !== 'map') continue;
    const evaluator = readEvaluator(item, file, problems);
    if (evaluator === undefined) continue;
    const before = taken.get(evaluator.name);
    if (before === undefined) {
      taken.set(evaluator.name, evaluator.range);
      evaluators.push(evaluator);
    } else problems.push(duplicateName(item, evaluator, before, file));
  }
  return evaluators;
}

function readEvaluator(map: MapNode, file: string, problems: Problem[]): Evaluator | undefined {
  const uses = textField(map, 'uses');
  const own = map.entries.filter((entry) => entry.key === 'string' || entry.key === 'llm');
  const kinds = own.length + (field(map, 'uses') === undefined ? 0 : 1);
  if (kinds !== 1) {
    problems.push(notOneKind(map, kinds, file));
    return undefined;
  }
  const github = own[0];
  const kind = github?.key ?? uses;
  if (kind === undefined) return undefined;
  const withNode = map.entries.find((entry) => entry.key === 'with');
  if (github !== undefined && withNode !== undefined)
    problems.push(
      errorAt(
        file,
        withNode.keyRange,
        'evaluator-with-unused',
        `\`with\` belongs to \`uses\`; \`${github.key}\` has its settings below itself.`,
        `Move the settings under \`${github.key}\`, or remove \`with\`.`,
      ),
    );
  const settings = github === undefined ? withNode?.value : asTexts(github.value);
  const threshold = numberField(map, 'threshold');
  return {
    name: textField(map, 'name') ?? kind,
    uses: kind,
    with: settings === undefined ? {} : plainValue(settings),
    ...(settings === undefined ? {} : { settings }),
    ...(threshold === undefined ? {} : { threshold }),
    range: map.range,
  };
}

/** GitHub read `contains: 42` and `choice: 1` as text; a score stays the number it is. */
function asTexts(node: DocumentNode, key = ''): DocumentNode {
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => asTexts(item, key)) };
  if (node.kind === 'map')
    return {
      ...node,
      entries: node.entries.map((entry) => ({ ...entry, value: asTexts(entry.value, entry.key) })),
    };
  if (key === 'score' || node.value === null || typeof node.value === 'string') return node;
  return { ...node, value: node.raw, quoted: true };
}

function notOneKind(map: MapNode, kinds: number, file: string): Problem {
  return errorAt(
    file,
    map.range,
    kinds === 0 ? 'evaluator-kind-missing' : 'evaluator-kind-twice',
    kinds === 0
      ? 'This evaluator does not say how it evaluates.'
      : 'This evaluator says in more than one way how it evaluates.',
    kinds === 0
      ? 'Add `uses:` with a kind of metric.'
      : 'Keep one, and make the others evaluators of their own.',
    'one of uses, string, llm',
  );
}

function duplicateName(
  map: MapNode,
  evaluator: Evaluator,
  before: TextRange,
  file: string,
): Problem {
  return errorAt(
    file,
    field(map, 'name')?.range ?? map.range,
    'duplicate-evaluator',
    `The evaluator in line ${before.start.line} is called ${quoteFound(evaluator.name)} too.`,
    'Give this one a `name` of its own.',
  );
}
