import assert from 'node:assert/strict';
import { gitFolder, type GitFolder } from '#support/gitFolder.ts';
import { catalogueText, makeProject, type Project } from '#support/project.ts';
import { selectedCount } from '#core/graph/selectChanged.ts';

const sorts = `name: sorts
model: mock/small
messages:
  - { role: user, content: "Sort {{text}}" }
testData:
  - { id: beside, text: one, expected: a }
datasets:
  - { file: ../data/rows.csv }
evaluators:
  - { name: right, uses: exact-match }
  - { name: polite, uses: javascript, with: { file: ../scorers/polite.js, range: [0, 1] } }
`;

const says = `name: says
messages:
  - { role: user, content: "Say {{text}}" }
datasets:
  - { file: ../data/rows.csv }
evaluators:
  - { name: good, uses: rubric, with: { criteria: Is it good? } }
`;

const project = {
  'assay.yml': 'version: 1\nmodels: [mock/large]\njudge: other/small\nconcurrency: 2\n',
  'assay.models.yml': catalogueText,
  'prompts/sorts.prompt.yml': sorts,
  'prompts/says.prompt.yml': says,
  'data/rows.csv': 'id,text,expected\nrow-1,two,b\nrow-2,three,c\n,no id,d\n',
  'scorers/polite.js': 'export default () => 1;\n',
};

type Edit = Readonly<Record<string, string | undefined>>;

let there: Project;
let folder: GitFolder;

/** `file: all`, or the ids of the cases that are selected. */
async function selectedBy(edit: Edit): Promise<readonly string[]> {
  await folder.write(edit);
  const none = new AbortController().signal;
  const { changed, problems } = await there.ci.graph({ files: [], since: 'main' }, none);
  assert.deepEqual(problems, []);
  return [...(changed?.selection.prompts.values() ?? [])]
    .filter((one) => selectedCount(one) > 0)
    .map(({ file, because, cases }) => {
      const name = file.replace('prompts/', '').replace('.prompt.yml', '');
      return `${name}: ${because.length > 0 ? 'all' : [...cases.keys()].join(' ')}`;
    });
}

const edits: readonly (readonly [what: string, edit: Edit, selected: readonly string[]])[] = [
  ['nothing', {}, []],
  [
    'a message of a prompt',
    { 'prompts/sorts.prompt.yml': sorts.replace('Sort', 'Please sort') },
    ['sorts: all'],
  ],
  [
    'a name and a comment of a prompt',
    { 'prompts/sorts.prompt.yml': `# new\n${sorts.replace('name: sorts', 'name: other')}` },
    [],
  ],
  [
    'a case beside a prompt',
    { 'prompts/sorts.prompt.yml': sorts.replace('expected: a', 'expected: z') },
    ['sorts: beside'],
  ],
  [
    'the settings of a metric',
    {
      'prompts/sorts.prompt.yml': sorts.replace(
        'uses: exact-match',
        'uses: exact-match, with: { ignoreCase: true }',
      ),
    },
    ['sorts: all'],
  ],
  [
    'the range of a scorer',
    { 'prompts/sorts.prompt.yml': sorts.replace('[0, 1]', '[0, 2]') },
    ['sorts: all'],
  ],
  [
    'a row of a dataset',
    { 'data/rows.csv': 'id,text,expected\nrow-1,two,b\nrow-2,changed,c\n,no id,d\n' },
    ['says: row-2', 'sorts: row-2'],
  ],
  [
    'the order of rows, and a row that is gone',
    { 'data/rows.csv': 'id,text,expected\nrow-2,three,c\nrow-1,two,b\n' },
    [],
  ],
  [
    'a new row',
    { 'data/rows.csv': 'id,text,expected\nrow-1,two,b\nrow-2,three,c\n,no id,d\nrow-3,x,y\n' },
    ['says: row-3', 'sorts: row-3'],
  ],
  ['a scorer', { 'scorers/polite.js': 'export default () => 0;\n' }, ['sorts: all']],
  [
    'the price of one model',
    { 'assay.models.yml': catalogueText.replace(/(name: small, price: \{ input: )1/, '$19') },
    ['sorts: all'],
  ],
  [
    'a model that nobody uses',
    { 'assay.models.yml': catalogueText.replace('name: free', 'name: freer') },
    [],
  ],
  [
    'the default model',
    { 'assay.yml': project['assay.yml'].replace('[mock/large]', '[mock/small]') },
    ['says: all'],
  ],
  [
    'the default judge',
    { 'assay.yml': project['assay.yml'].replace('other/small', 'mock/small') },
    ['says: all'],
  ],
  [
    'the entry of the default judge',
    { 'assay.models.yml': catalogueText.replace(/(id: other\/small.*output: )2/, '$19') },
    ['says: all'],
  ],
  [
    'how many requests are sent at a time',
    { 'assay.yml': project['assay.yml'].replace('concurrency: 2', 'concurrency: 3') },
    [],
  ],
  [
    'how often cases are asked, of prompts that do not say',
    { 'assay.yml': `${project['assay.yml']}repeats: 3\n` },
    ['says: all', 'sorts: all'],
  ],
  [
    'the gate',
    { 'assay.yml': `${project['assay.yml']}gate: { passRate: 0.5 }\n` },
    ['says: all', 'sorts: all'],
  ],
  ['a prompt that is gone', { 'prompts/sorts.prompt.yml': undefined }, []],
  ['a new prompt', { 'prompts/more.prompt.yml': says }, ['more: all']],
  [
    'a new catalogue without the model',
    { 'assay.models.yml': undefined },
    ['says: all', 'sorts: all'],
  ],
];

describe('the dependency graph of a project', () => {
  before(async () => {
    const baseUrl = 'http://127.0.0.1:9/v1';
    there = await makeProject({ baseUrl, files: project, withScorers: true });
    folder = await gitFolder({}, there.path);
    await folder.commit('Begin');
  });
  after(() => there[Symbol.asyncDispose]());
  afterEach(async () => {
    await folder.git('checkout', '--quiet', '--', '.');
    await folder.git('clean', '--quiet', '-fd');
  });

  for (const [what, edit, selected] of edits) {
    it(`selects for ${what} ${selected.length === 0 ? 'nothing' : selected.join(', ')}`, async () => {
      assert.deepEqual(await selectedBy(edit), selected);
    });
  }
});
