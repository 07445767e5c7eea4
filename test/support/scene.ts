import assert from 'node:assert/strict';
import type { RunRequest } from '#core/engine.ts';
import type { RunEvent } from '#protocol/run.ts';
import type { TrialResult } from '#protocol/trial.ts';
import { startMockProvider, type MockProvider } from './mockProvider.ts';
import type { MockBehaviour, MockRule, MockScript } from './mockScript.ts';
import {
  everything,
  makeProject,
  promptOver,
  runReady,
  type Project,
  type ProjectOptions,
  type Ran,
} from './project.ts';
import { expectSound } from './sound.ts';
import { VirtualTime } from './virtualTime.ts';

/** A reply that every case of `promptOver` expects; it costs 0.00002 USD. */
export const yes: MockBehaviour = {
  reply: { answer: { text: 'yes' }, usage: { input: 10, output: 5 } },
};

export interface SceneOptions extends Partial<Omit<ProjectOptions, 'time'>> {
  /** What the provider does; it says `yes` where the script leaves it open. */
  readonly script?: MockScript;
  /** What the provider `other` does, at an address of its own. */
  readonly otherScript?: MockScript;
  readonly cases?: number;
  /** Replaces the prompt over `cases`. */
  readonly prompt?: string;
  /** Waiting takes no time: see `VirtualTime`. */
  readonly virtual?: boolean;
  readonly keepBodies?: boolean;
}

export interface Control {
  readonly stopping?: AbortSignal;
  readonly signal?: AbortSignal;
  readonly hear?: (event: RunEvent) => void;
  /** The disk fails in this run. */
  readonly brokenDisk?: boolean;
}

/** Providers that misbehave and a project that asks them. Every run is checked to be sound. */
export interface Scene extends AsyncDisposable {
  readonly provider: MockProvider;
  readonly other: MockProvider;
  readonly project: Project;
  readonly time: VirtualTime;
  run(request?: Partial<RunRequest>, control?: Control): Promise<Ran>;
  /** Takes the last run up again. */
  resume(change?: { readonly maxCostUsd?: number }, control?: Control): Promise<Ran>;
  /** The results of the last run as they are on disk, by trial. */
  stored(): Promise<readonly TrialResult[]>;
}

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const { script, otherScript, cases = 10, prompt = promptOver(cases), virtual, ...rest } = options;
  const { keepBodies = false, files, fetch, ...more } = rest;
  const time = new VirtualTime(fetch);
  const timing = virtual === true ? { clock: time.clock } : {};
  const provider = await startMockProvider({ script: answering(script), keepBodies, ...timing });
  const other = await startMockProvider({ script: answering(otherScript), ...timing });
  time.watch(provider);
  time.watch(other);
  const project = await makeProject({
    baseUrl: provider.baseUrl,
    otherUrl: other.baseUrl,
    ...(virtual === true ? { time } : {}),
    ...(fetch === undefined || virtual === true ? {} : { fetch }),
    files: { 'asked.prompt.yml': prompt, ...files },
    ...more,
  });
  const { engine } = project;
  const none = new AbortController().signal;
  const passing = <T>(work: Promise<T>): Promise<T> => (virtual === true ? time.pass(work) : work);
  const asked = (): number => provider.log().count + other.log().count;
  let before = 0;
  let earlier: Ran | undefined;
  const go = async (
    planning: ReturnType<typeof engine.plan>,
    { brokenDisk, ...control }: Control,
  ): Promise<Ran> => {
    const { problems, ready } = await passing(planning);
    if (ready === undefined) throw new Error(JSON.stringify(problems, undefined, 1));
    // What the journal says was spent is never less than what was known while the run went on.
    if (earlier !== undefined) {
      const { spentUsd } = earlier.summary;
      assert.ok(ready.spentUsd() >= spentUsd - 1e-9, `${ready.spentUsd()} < ${spentUsd} USD`);
    }
    const ran = await passing(runReady(engine, ready, control));
    await expectSound(project, ran, {
      requests: asked() - before,
      brokenDisk: brokenDisk === true,
    });
    if (virtual === true) assert.equal(time.clock.pendingTimers, 0);
    earlier = brokenDisk === true ? undefined : ran;
    return ran;
  };
  return {
    provider,
    other,
    project,
    time,
    run(request = {}, control = {}) {
      before = asked();
      earlier = undefined;
      return go(engine.plan({ ...everything, cache: 'off', ...request }, none), control);
    },
    resume: (change = {}, control = {}) => go(engine.resume('last', change, none), control),
    async stored() {
      const results: TrialResult[] = [];
      const reading = (async () => {
        const last = await engine.history.find('last');
        if (last !== undefined) await engine.history.results(last, (one) => results.push(one));
      })();
      await passing(reading);
      return results.toSorted((a, b) => a.trial - b.trial);
    },
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
}

function answering(script: MockScript = {}): MockScript {
  return { ...script, otherwise: { ...yes, ...script.otherwise } };
}

/** Only this row of `promptOver`. */
export function onRow(row: number, behaviour: MockBehaviour, times?: number): MockRule {
  return {
    when: { marker: `row-${row}` },
    do: behaviour,
    ...(times === undefined ? {} : { times }),
  };
}

/** How an OpenAI-compatible service refuses. */
export function refusal(status: number, code: string, type = 'error'): MockBehaviour {
  return { status, body: { error: { type, code, message: 'refused' } } };
}

/** The lines of an evaluator that asks `other/small`, for `promptOver`. */
export const judgedToo = `  - name: polite
    llm:
      modelId: other/small
      prompt: "{{question}} Is this polite? {{completion}}"
      choices: [{ choice: "yes", score: 1 }, { choice: "no", score: 0 }]
`;
