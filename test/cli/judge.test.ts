import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { labelsPath } from '#core/store/labels.ts';
import { makeCliProject, type CliProject } from '#support/cli.ts';
import { startMockProvider } from '#support/mockProvider.ts';
import { promptOver } from '#support/project.ts';

const judge = `  - name: polite
    llm:
      modelId: other/small
      prompt: "Is this polite? {{completion}}"
      choices: [{ choice: "yes", score: 1 }, { choice: "no", score: 0 }]
`;
const file = 'asked.prompt.yml';

/** 12 replies that people pass, 8 that they fail; the judge takes one of each for the other. */
const labels = [
  'case,output,label,by',
  ...Array.from({ length: 20 }, (_, place) => {
    const kind = place < 12 ? 'good' : 'bad';
    return `row-${place % 10},${kind} reply ${place}.,${place < 12 ? 'pass' : 'fail'},Ada`;
  }),
].join('\n');

function answer(prompt: string): string {
  if (!prompt.includes('Is this polite?')) return 'yes';
  if (prompt.includes('reply 0.')) return 'no';
  return prompt.includes('good') || prompt.includes('reply 19.') ? 'yes' : 'no';
}

async function withProject(
  use: (project: CliProject) => Promise<void>,
  suite = 'version: 1\n',
): Promise<void> {
  await using provider = await startMockProvider({
    script: { otherwise: { reply: { answer, usage: { input: 10, output: 5 } } } },
  });
  await using project = await makeCliProject({
    baseUrl: provider.baseUrl,
    files: { [file]: promptOver(10, judge), 'labels.csv': labels, 'assay.yml': suite },
    env: { GIT_CONFIG_NOSYSTEM: '1' },
  });
  await use(project);
}

const importLabels = ['label', 'import', 'labels.csv', '--prompt', file, '--evaluator', 'polite'];

describe('assay judge', () => {
  it('says how a judge compares with people, and keeps it', async () => {
    await withProject(async (project) => {
      const imported = await project.run(...importLabels);
      assert.equal(imported.code, 0, imported.stderr);
      assert.match(imported.stderr, /20 labels taken in\./);
      assert.match(imported.stderr, /assay judge calibrate asked\.prompt\.yml/);
      const { code, stdout, stderr } = await project.run('judge', 'calibrate', file);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /20 calls to judges, \$0\.\d+ expected, at most \$0\.\d+\./);
      assert.equal(
        stdout.replace(/Written to .*/, 'Written.'),
        `polite  calibrated
  Cohen's kappa 0.792, 95 % between 0.468 and 1; 0.600 is needed.
  Provisional: 20 replies compared, 50 or more say something.
  20 labelled replies, 20 compared.
  Accuracy 90.0 %; always saying "pass" gets 60.0 %.
  Sensitivity 91.7 % (64.6 to 98.5 %): of the 12 that people pass, 11 pass with the judge too.
  Specificity 87.5 % (52.9 to 97.8 %): of the 8 that people fail, 7 fail with the judge too.
  Correlation of the judge's value with the length of the reply: 0.272.

             judge passes  judge fails
----------------------------------------
people pass  11            1
people fail  1             7

differs  row-0  people: pass, judge: fail
    why: the judge chose "no"
    reply: good reply 0.
differs  row-9  people: fail, judge: pass
    why: the judge chose "yes"
    reply: bad reply 19.
Written.

Spent $0.0004.
`,
      );
      const strict = await project.run('judge', 'calibrate', file, '--min-agreement', '0.8');
      assert.equal(strict.code, 1);
      assert.match(strict.stdout, /polite {2}below/);
      const status = await project.run('judge', 'status', '--format', 'json');
      const { judges } = JSON.parse(status.stdout) as { judges: { state: { status: string } }[] };
      assert.equal(judges[0]?.state.status, 'below');
    });
  });

  it('shows every judge with its state, and asks nobody', async () => {
    await withProject(async (project) => {
      const { code, stdout } = await project.run('judge', 'status');
      assert.equal(code, 0);
      assert.match(stdout, /asked\.prompt\.yml +other\/small +uncalibrated +0/);
      assert.match(stdout, /^polite/m);
    });
  });

  it('writes the state beside each judged metric of a run, in every format', async () => {
    await withProject(async (project) => {
      await project.run(...importLabels);
      await project.run('judge', 'calibrate', file);
      const table = await project.run('run');
      for (const line of ['  calibrated', '  provisional', '  passed 0.0 %', '  corrected 0.0 %']) {
        assert.ok(table.stdout.includes(line), line);
      }
      const markdown = await project.run('run', '--format', 'markdown');
      assert.match(
        markdown.stdout,
        /polite 0<br>calibrated<br>provisional<br>passed 0\.0 %<br>corrected 0\.0 %<br>0\.0 to \d+\.\d % \|/,
      );
      const json = await project.run('run', '--format', 'json');
      const { summary } = JSON.parse(json.stdout) as {
        summary: { candidates: { evaluators: { judge?: { status: string } }[] }[] };
      };
      assert.equal(summary.candidates[0]?.evaluators[1]?.judge?.status, 'calibrated');
    });
  });

  it('lets a judge that nobody has calibrated only inform, where the gate says so', async () => {
    const suite = 'version: 1\ngate: { judges: calibrated }\n';
    await withProject(async (project) => {
      const { code, stdout } = await project.run('run');
      assert.equal(code, 0, stdout);
      assert.match(stdout, /Gate: passed\./);
      assert.match(
        stdout,
        /The judge "polite" is uncalibrated: its verdict informs and does not count\./,
      );
      assert.match(stdout, /  uncalibrated .*\n.* {2}informs only/);
    }, suite);
  });

  it('says what is missing, and writes nothing', async () => {
    await withProject(async (project) => {
      const { code, stderr } = await project.run('judge', 'calibrate', file);
      assert.equal(code, 2);
      assert.match(stderr, /judge-without-labels/);
      assert.match(stderr, /assay label last --evaluator "polite"/);
      await project.run(...importLabels);
      const poor = await project.run('judge', 'calibrate', file, '--max-cost', '0.000001');
      assert.equal(poor.code, 4, poor.stderr);
      assert.match(poor.stderr, /budget-reached/);
      const dry = await project.run('judge', 'calibrate', file, '--dry-run', '--format', 'json');
      assert.equal((JSON.parse(dry.stdout) as { judgeCalls: number }).judgeCalls, 20);
      const status = await project.run('judge');
      assert.match(status.stdout, /uncalibrated/);
    });
  });
});

describe('assay label', () => {
  it('needs a terminal, and names the way without one', async () => {
    await withProject(async (project) => {
      const { code, stderr } = await project.run('label', 'last');
      assert.equal(code, 2);
      assert.match(
        stderr,
        /labelling needs a terminal\. Labels made elsewhere: "assay label import"/,
      );
    });
  });

  it('takes whose label it is from the file, else from git', async () => {
    await withProject(async (project) => {
      await project.write(
        '.git/config',
        '[core]\n\tbare = false\n[user]\n\tname = "Bea \\"B\\" Beta" ; me\n',
      );
      await project.write('.git/HEAD', 'ref: refs/heads/main\n');
      await project.write('own.csv', 'case,output,label\nrow-1,fine,fail\n');
      await project.run(...importLabels);
      await project.run('label', 'import', 'own.csv', '--prompt', file, '--evaluator', 'polite');
      const text = await readFile(labelsPath(project.cwd, file), 'utf8');
      const people = text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { by: string }).by);
      assert.deepEqual([...new Set(people)], ['Ada', 'Bea "B" Beta']);
    });
  });
});
