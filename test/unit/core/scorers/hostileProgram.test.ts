import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { processesWith } from '#support/processes.ts';
import { scorerBench, told, type ScorerBench } from '#support/scorers.ts';
import { until } from '#support/until.ts';

/** Does `evil` with a reply "bad", and answers every other with 1. */
const python = (
  evil: string,
  before = '',
): string => `import json, os, signal, subprocess, sys, time
${before}
def answer(r, **more):
    print(json.dumps({"id": r["id"], "value": 1, **more}), flush=True)
for line in sys.stdin:
    r = json.loads(line)
    if r["reply"] == "bad":
${evil
  .split('\n')
  .map((one) => `        ${one}`)
  .join('\n')}
    else:
        answer(r)
`;

/** One score is lost, and the next reply is scored as if nothing had been. */
describe('a hostile program', () => {
  let bench: ScorerBench;
  before(async () => {
    // These tests mean nothing without it, so that they say so instead of passing.
    execFileSync('python3', ['--version']);
    bench = await scorerBench();
  });
  after(() => bench[Symbol.asyncDispose]());

  const hanging: readonly (readonly [name: string, evil: string])[] = [
    ['never ends', 'while True: pass'],
    ['prints nothing', 'continue'],
    ['ignores SIGTERM', 'signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(1000)'],
    ['reads on and says nothing', 'for line in sys.stdin: pass'],
  ];
  for (const [name, evil] of hanging) {
    it(`that ${name} loses only its own score`, async () => {
      const mark = name.replaceAll(/\W+/g, '-');
      await bench.write(`prompts/${mark}.py`, python(`open("${mark}", "w").close()\n${evil}`));
      const scorer = await bench.program({ command: ['python3', `${mark}.py`], timeoutMs: 25_000 });
      assert.equal(await told(scorer, 'good'), '1');
      const both = Promise.all([told(scorer, 'bad'), told(scorer, 'good')]);
      await until(() => existsSync(join(bench.root, 'prompts', mark)));
      bench.runOut();
      const [bad, good] = await both;
      assert.equal(bad, 'failed: its program broke: it did not answer within 25 s');
      assert.equal(good, '1');
    });
  }

  const hostile: readonly (readonly [name: string, evil: string, told: RegExp])[] = [
    ['exits', 'sys.exit(3)', /it ended with code 3$/],
    ['exits at once', 'os._exit(0)', /it ended with code 0$/],
    ['kills itself', 'os.kill(os.getpid(), signal.SIGKILL)', /it was ended by SIGKILL$/],
    [
      'raises',
      'raise ValueError("no such thing")',
      /it ended with code 1; it said: .*ValueError: no such thing$/,
    ],
    [
      'prints garbage',
      'print("loading…", flush=True)',
      /it printed loading…, which answers nothing/,
    ],
    [
      'prints half of an answer',
      'print(json.dumps({"id": r["id"], "value": 1})[:-4], flush=True)',
      /it printed \{"id"/,
    ],
    ['prints another shape', 'print("[1, 2]", flush=True)', /it printed \[1, 2\]/],
    ['answers a foreign id', 'answer({"id": r["id"] + 1})', /which answers nothing/],
    ['answers as text', 'answer({"id": str(r["id"])})', /which answers nothing/],
    [
      'prints 100 MB in a line',
      'sys.stdout.write("x" * 100_000_000); sys.stdout.flush()',
      /a line of more than 1 MB/,
    ],
    [
      'complains without end',
      'sys.stderr.write("y" * 50_000_000); sys.exit(1)',
      /^failed: .*code 1; it said: y+$/,
    ],
    [
      'needs more memory than there is',
      'import resource\nresource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9))\nheld = bytearray(4 * 2**30)',
      /MemoryError$/,
    ],
    [
      'answers outside of its range',
      'answer(r, value=7)',
      /^failed: the scorer gave 7, which is not from 0 to 1$/,
    ],
    [
      'answers NaN',
      'print(json.dumps({"id": r["id"], "value": float("nan")}), flush=True)',
      /it printed \{"id": \d+, "value": NaN\}/,
    ],
  ];
  for (const [name, evil, expected] of hostile) {
    it(`that ${name} loses only its own score`, async () => {
      const file = `${name.replaceAll(/\W+/g, '-')}.py`;
      await bench.write(`prompts/${file}`, python(evil));
      const scorer = await bench.program({ command: ['python3', file] });
      assert.equal(await told(scorer, 'good'), '1');
      const [bad, good] = await Promise.all([told(scorer, 'bad'), told(scorer, 'good')]);
      assert.match(bad, expected);
      assert.equal(good, '1');
    });
  }

  it('that answers twice loses no score', async () => {
    await bench.write('prompts/twice.py', python('answer(r); answer(r)'));
    const scorer = await bench.program({ command: ['python3', 'twice.py'] });
    const replies = ['bad', 'good', 'good', 'bad', 'good'];
    assert.deepEqual(
      await Promise.all(replies.map((one) => told(scorer, one))),
      replies.map(() => '1'),
    );
  });

  it('that dies between two requests is started again', async () => {
    await bench.write('prompts/dies.py', python('answer(r); os._exit(0)'));
    const scorer = await bench.program({ command: ['python3', 'dies.py'] });
    const replies = ['bad', 'bad', 'good', 'bad', 'good'];
    for (const one of replies) assert.equal(await told(scorer, one), '1');
  });

  it('that closes its input is started again', async () => {
    await bench.write('prompts/deaf.py', python('os.close(0); answer(r); time.sleep(1000)'));
    const scorer = await bench.program({ command: ['python3', 'deaf.py'], timeoutMs: 5000 });
    assert.equal(await told(scorer, 'bad'), '1');
    assert.equal(await told(scorer, 'good'), '1');
  });

  it('takes the replies beside it down with it only until they are tried alone', async () => {
    await bench.write('prompts/beside.py', python('os._exit(1)'));
    const scorer = await bench.program({ command: ['python3', 'beside.py'], parallel: 4 });
    const replies = ['good', 'good', 'bad', 'good', 'good', 'bad', 'good'];
    const answers = await Promise.all(replies.map((one) => told(scorer, one)));
    assert.deepEqual(
      answers.map((one) => (one === '1' ? 'good' : 'bad')),
      replies,
    );
  });

  it('that never answers is given up, so that a run ends', async () => {
    await bench.write('prompts/never.py', 'import sys\nsys.exit("no model")\n');
    const scorer = await bench.program({ command: ['python3', 'never.py'] });
    const answers = await Promise.all(Array.from({ length: 40 }, () => told(scorer)));
    assert.match(answers[0] ?? '', /it ended with code 1; it said: no model$/);
    assert.match(answers[39] ?? '', /its program broke 10 times in a row/);
  });

  it('goes with every process that it has started', async () => {
    const mark = `assay-mark-${process.pid}-${Date.now()}`;
    await bench.write(
      'prompts/forks.py',
      python(
        `for n in range(20): subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)", "${mark}"])\ntime.sleep(1000)`,
      ),
    );
    const scorer = await bench.program({ command: ['python3', 'forks.py'], timeoutMs: 25_000 });
    const bad = told(scorer, 'bad');
    await until(() => processesWith(mark).length === 20);
    bench.runOut();
    assert.match(await bad, /did not answer/);
    await until(() => processesWith(mark).length === 0);
    assert.equal(await told(scorer, 'good'), '1');
  });

  it('leaves nothing behind where it ends by itself', async () => {
    const mark = `assay-left-${process.pid}-${Date.now()}`;
    await bench.write(
      'prompts/leaves.py',
      python(
        `subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)", "${mark}"])\nos._exit(0)`,
      ),
    );
    const scorer = await bench.program({ command: ['python3', 'leaves.py'] });
    assert.match(await told(scorer, 'bad'), /ended with code 0/);
    await until(() => processesWith(mark).length === 0);
  });

  it('is ended with the run, and what waits for it is not scored', async () => {
    const mark = `assay-slow-${process.pid}-${Date.now()}`;
    await using run = await scorerBench({ 'prompts/slow.py': python('time.sleep(1000)') });
    const scorer = await run.program({ command: ['python3', 'slow.py', mark] });
    assert.equal(await told(scorer, 'good'), '1');
    const bad = told(scorer, 'bad');
    await run.session.close();
    assert.equal(await bad, 'failed: the run ended before it was measured');
    assert.equal(await told(scorer, 'good'), 'failed: the run ended before it was measured');
    await until(() => processesWith(mark).length === 0);
  });

  it('goes too when we are killed', async () => {
    const mark = `assay-orphan-${process.pid}-${Date.now()}`;
    const start = `
      import { ChildGroups } from '#core/scorers/programs/childGroups.ts';
      new ChildGroups(process.platform).start(
        { program: process.execPath, args: ['-e', 'for (;;);', '${mark}'], cwd: '/', env: {} },
        { line() {}, gone() {} },
      );
      setInterval(() => {}, 1000);
    `;
    const us = spawn(process.execPath, ['--input-type=module-typescript', '-e', start], {
      stdio: 'ignore',
    });
    // The text of the one that starts it holds the mark too, and so do those that it has begun to become.
    await until(() => processesWith(mark).length > 1);
    us.kill('SIGKILL');
    await until(() => processesWith(mark).length === 0);
  });

  it('whose files were changed meanwhile is not started again', async () => {
    await bench.write('prompts/swap.py', python('os._exit(1)'));
    const scorer = await bench.program({ command: ['python3', 'swap.py'] });
    assert.equal(await told(scorer, 'good'), '1');
    await bench.write('prompts/swap.py', python('answer(r)'));
    assert.match(await told(scorer, 'bad'), /were changed after they had been allowed/);
  });
});
