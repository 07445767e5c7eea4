import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prompt, scorerBench, told, type ScorerBench } from '#support/scorers.ts';

/** Answers each line with what `score` makes of the request. */
const python = (score: string): string => `import json, os, sys
def score(r):
${score
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
for line in sys.stdin:
    r = json.loads(line)
    print(json.dumps({"id": r["id"], **score(r)}))
`;

const node = (score: string): string => `
import { createInterface } from 'node:readline';
const score = (r) => { ${score} };
for await (const line of createInterface({ input: process.stdin })) {
  const r = JSON.parse(line);
  console.log(JSON.stringify({ id: r.id, ...score(r) }));
}
`;

describe('a program that scores', () => {
  let bench: ScorerBench;
  before(async () => {
    // These tests mean nothing without it, so that they say so instead of passing.
    execFileSync('python3', ['--version']);
    bench = await scorerBench(
      {
        'prompts/length.py': python('return {"value": len(r["reply"]) / 10, "why": r["reply"]}'),
        'prompts/pid.py': python('return {"value": 1, "why": str(os.getpid())}'),
        'prompts/all.py': python('return {"value": 1, "details": r}'),
        'scorers/env.mjs': node(
          'return { value: 1, details: Object.keys(process.env).toSorted().concat(process.cwd()) };',
        ),
        'scorers/half.mjs': node('return { value: 0.5, pass: true };'),
      },
      {
        env: {
          ...process.env,
          OPENAI_API_KEY: 'sk-canary',
          MOCK_KEY: 'canary',
          NODE_OPTIONS: '--no-warnings',
          HF_HOME: '/models',
          LANG: 'C.UTF-8',
          PATH: `.:relative/bin:${process.env['PATH'] ?? ''}`,
        },
      },
    );
  });
  after(() => bench[Symbol.asyncDispose]());

  it('in Python answers line by line, each with its own', async () => {
    const scorer = await bench.program({ command: ['python3', 'length.py'] });
    const replies = ['a', 'bb', 'ünf—¶', 'with\nbreak'];
    assert.deepEqual(await Promise.all(replies.map((one) => told(scorer, one))), [
      '0.1: a',
      '0.2: bb',
      '0.5: ünf—¶',
      '1: with break',
    ]);
  });

  it('in JavaScript is as good, wherever it stands in the project', async () => {
    const scorer = await bench.program({ command: ['node', '../scorers/half.mjs'] });
    assert.equal(await told(scorer), '0.5 pass');
  });

  it('is started once, and reused', async () => {
    const scorer = await bench.program({ command: ['python3', 'pid.py'] });
    const answers = await Promise.all(['a', 'b', 'c'].map((one) => told(scorer, one)));
    assert.equal(new Set([...answers, await told(scorer)]).size, 1);
  });

  it('is told everything, with a number to answer to', async () => {
    const scorer = await bench.program({ command: ['python3', 'all.py'] });
    const words = await told(scorer, { reply: 'a', values: { n: 1 } });
    assert.equal(
      words,
      '1: {"id": 1, "reply": "a", "values": {"n": 1}}'
        .replaceAll('": ', '":')
        .replaceAll(', "', ',"'),
    );
  });

  it('sees a few variables and no key, and works in the folder of the prompt', async () => {
    const scorer = await bench.program({
      command: ['node', '../scorers/env.mjs'],
      env: ['HF_HOME'],
    });
    const words = await told(scorer);
    const seen = JSON.parse(words.slice(3)) as string[];
    assert.equal(seen.pop(), join(bench.root, 'prompts'));
    const allowed = [
      'HF_HOME',
      'HOME',
      'LANG',
      'LC_ALL',
      'LC_CTYPE',
      'PATH',
      'PYTHONUNBUFFERED',
      'PYTHONUTF8',
      'TEMP',
      'TMP',
      'TMPDIR',
    ];
    assert.deepEqual(
      seen.filter((name) => !allowed.includes(name)),
      [],
    );
    assert.ok(seen.includes('HF_HOME') && seen.includes('PATH') && seen.includes('LANG'));
  });

  it('is given several replies at a time only where it says so, and answers in any order', async () => {
    await bench.write(
      'prompts/pairs.py',
      `import json, sys
held = []
for line in sys.stdin:
    held.append(json.loads(line))
    if len(held) == 2:
        for r in reversed(held):
            print(json.dumps({"id": r["id"], "value": 1, "why": r["reply"]}))
        held = []
`,
    );
    const scorer = await bench.program({ command: ['python3', 'pairs.py'], parallel: 2 });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((one) => told(scorer, one)));
    assert.deepEqual(answers, ['1: a', '1: b', '1: c', '1: d']);
  });

  it('may hold itself back with the permissions of Node', async () => {
    await bench.write(
      'prompts/held.mjs',
      `import { writeFileSync } from 'node:fs';\n${node(
        'try { writeFileSync("left", ""); } catch (error) { return { value: 1, why: error.code }; }',
      )}`,
    );
    const command = ['node', '--permission', '--allow-fs-read=.', 'held.mjs'];
    assert.equal(await told(await bench.program({ command })), '1: ERR_ACCESS_DENIED');
  });

  it('is not started before it is needed', async () => {
    await bench.write('prompts/mark.py', `open("started", "w")\n${python('return {"value": 1}')}`);
    const scorer = await bench.program({ command: ['python3', 'mark.py'] });
    await assert.rejects(rm(join(bench.root, 'prompts/started')));
    assert.equal(await told(scorer), '1');
    await rm(join(bench.root, 'prompts/started'));
  });

  const refused: readonly (readonly [command: readonly string[], code: string])[] = [
    [['python3', '../../outside.py'], 'scorer-not-allowed'],
    [['../../run.sh'], 'path-outside'],
    [['./gone.sh'], 'scorer-missing'],
    [['/bin/sh', '-c', 'true'], 'path-absolute'],
  ];
  for (const [command, code] of refused) {
    it(`is refused as ${command.join(' ')}: ${code}`, async () => {
      const reading = await bench.readProgram({ command });
      assert.deepEqual('faults' in reading && reading.faults.map((one) => one.code), [code]);
    });
  }

  it('that is not on this machine is refused before anything is sent', async () => {
    await bench.allow({ command: ['no-such-program', 'length.py'] });
    const reading = await bench.readProgram({ command: ['no-such-program', 'length.py'] });
    assert.equal('faults' in reading && reading.faults[0]?.code, 'scorer-program-missing');
  });

  it('is not looked for in the folder of the prompt, whatever the search path says', async () => {
    await bench.write('prompts/sneaky', '#!/bin/sh\n');
    await bench.allow({ command: ['sneaky'] });
    const reading = await bench.readProgram({ command: ['sneaky'] });
    assert.equal('faults' in reading && reading.faults[0]?.code, 'scorer-program-missing');
  });

  it('is never given a variable that holds the key of a provider', async () => {
    const reading = await bench.readProgram({ command: ['python3', 'pid.py'], env: ['MOCK_KEY'] });
    assert.equal('faults' in reading && reading.faults[0]?.code, 'scorer-key');
  });

  it('is not run where the folder is not trusted, also when it was allowed', async () => {
    let isTrusted = true;
    await using folder = await scorerBench(
      { 'prompts/one.py': python('return {"value": 1}') },
      { isTrusted: () => isTrusted },
    );
    const scorer = await folder.program({ command: ['python3', 'one.py'] });
    isTrusted = false;
    assert.match(await told(scorer), /not trusted/);
    const reading = await folder.readProgram({ command: ['python3', 'one.py'] });
    assert.equal('faults' in reading && reading.faults[0]?.code, 'scorer-untrusted');
  });

  it('is checked without a consent, and then never started', async () => {
    await using check = await scorerBench({ 'prompts/one.py': '' }, {}, 'check');
    const reading = await check.readProgram({ command: ['python3', 'one.py'] });
    assert.ok('scorer' in reading);
    assert.match(await told(reading.scorer), /^failed/);
    assert.equal(prompt, 'prompts/a.prompt.yml');
  });
});
