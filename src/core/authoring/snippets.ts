import type { Position } from '#protocol/problem.ts';
import { yamlCursor } from './yamlCursor.ts';

/** A piece of a file to start from. `body`: in VS Code's form, `${1:words}` where something is to be written. */
export interface Snippet {
  readonly label: string;
  readonly detail: string;
  readonly body: string;
}

type Kind = 'prompt' | 'suite' | 'catalogue';

/** What can be begun at a place: a whole file where there is nothing yet, a part at the top, an item in a list. */
export function snippetsAt(kind: Kind, text: string, at: Position): readonly Snippet[] {
  if (text.trim() === '' || /^\s*[\w-]*\s*$/.test(text)) return whole[kind];
  const line = text.split(/\r\n|\r|\n/)[at.line - 1] ?? '';
  const before = line.slice(0, at.column - 1);
  if (/^[\w-]*$/.test(before)) return kind === 'prompt' ? parts : [];
  const dash = /^\s+(- +)?[\w-]*$/.exec(before);
  if (dash === null) return [];
  const [top] = yamlCursor(text, at)?.path ?? [];
  const items = (kind === 'suite' ? {} : kind === 'catalogue' ? models : listed)[String(top)] ?? [];
  // The first dash may be there already.
  return dash[1] === undefined
    ? items
    : items.map((item) => ({ ...item, body: item.body.replace(/^- /, '') }));
}

const caseItem: Snippet = {
  label: 'case',
  detail: 'A case: values for the variables, and what is expected',
  body: '- id: ${1:name}\n  ${2:variable}: ${3:value}\n  expected: ${4:answer}',
};
const datasetItem: Snippet = {
  label: 'dataset',
  detail: 'A file of cases',
  body: '- file: ${1:cases.jsonl}\n  map: { ${2:variable}: ${3:column} }',
};
const variantItem: Snippet = {
  label: 'variant',
  detail: 'Other messages or parameters, evaluated beside the prompt',
  body: '- name: ${1:short}\n  messages:\n    - role: user\n      content: ${2:text}',
};
const evaluatorItems: readonly Snippet[] = [
  evaluator('exact-match', 'The reply is what is expected', 'with: { ignoreCase: ${1:true} }'),
  evaluator('contains', 'The reply holds a text', 'with: { ignoreCase: ${1:true} }'),
  evaluator('regex', 'The reply matches a pattern', 'with: { pattern: "${1:^[a-z]+\\$}" }'),
  evaluator(
    'json-schema',
    'The reply is JSON of a shape',
    'with: { schema: { type: ${1:object} } }',
  ),
  evaluator('label', 'The reply is one of some labels', 'with: { labels: [${1:yes, no}] }'),
  evaluator(
    'semantic-similarity',
    'The reply means what is expected',
    'with: { modelId: ${1:model} }',
  ),
  {
    label: 'judge with a rubric',
    detail: 'A model says how well the reply does',
    body: '- name: ${1:polite}\n  uses: rubric\n  with:\n    criteria: ${2:The reply is polite and answers the question.}',
  },
  {
    label: 'string',
    detail: "GitHub Models' own comparison",
    body: '- name: ${1:short}\n  string: { contains: "${2:text}" }',
  },
];

function evaluator(uses: string, detail: string, settings: string): Snippet {
  return { label: uses, detail, body: `- name: \${2:${uses}}\n  uses: ${uses}\n  ${settings}` };
}

const listed: Readonly<Record<string, readonly Snippet[]>> = {
  testData: [caseItem],
  datasets: [datasetItem],
  variants: [variantItem],
  evaluators: evaluatorItems,
};

const modelItem: Snippet = {
  label: 'model',
  detail: 'An approved model',
  body: [
    '- id: ${1:openai/gpt-5-mini}',
    '  status: ${2|approved,trial,deprecated,blocked|}',
    '  provider: ${3:openai}',
    '  name: ${4:gpt-5-mini}',
    '  price: { input: ${5:0.25}, output: ${6:2} }',
    '  context: ${7:400000}',
  ].join('\n'),
};

const models: Readonly<Record<string, readonly Snippet[]>> = { models: [modelItem] };

/** Below a key of its own. */
function part(key: string, { label, detail, body }: Snippet): Snippet {
  return { label: `${key}: ${label}`, detail, body: `${key}:\n  ${body.replaceAll('\n', '\n  ')}` };
}

const parts: readonly Snippet[] = [
  part('testData', caseItem),
  part('datasets', datasetItem),
  part('variants', variantItem),
  ...evaluatorItems.map((one) => part('evaluators', one)),
];

const whole: Readonly<Record<Kind, readonly Snippet[]>> = {
  prompt: [
    {
      label: 'new prompt',
      detail: 'Messages, a case and an evaluator',
      body: [
        'name: ${1:name}',
        'model: ${2:model}',
        'messages:',
        '  - role: system',
        '    content: ${3:You are helpful.}',
        '  - role: user',
        '    content: "{{${4:input}}}"',
        'testData:',
        '  - id: ${5:first}',
        '    ${4:input}: ${6:value}',
        '    expected: ${7:answer}',
        'evaluators:',
        '  - name: right answer',
        '    uses: exact-match',
      ].join('\n'),
    },
  ],
  suite: [
    {
      label: 'assay.yml',
      detail: 'Defaults and a gate for all prompts',
      body: 'version: 1\nmodels: [${1:model}]\nmaxCostUsd: ${2:1}\ngate: { passRate: ${3:0.9} }',
    },
  ],
  catalogue: [
    {
      label: 'assay.models.yml',
      detail: 'The approved models',
      body: `version: 1\nmodels:\n  ${modelItem.body.replaceAll('\n', '\n  ')}`,
    },
  ],
};
