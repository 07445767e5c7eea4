import {
  done,
  failed,
  serve,
  type Handlers,
  type Outcome,
  type Port,
  type Server,
} from '#base/rpc.ts';
import type { Nothing, PanelMethods, PanelNotice } from '#protocol/panel.ts';
import { panelParams } from '#protocol/panelGuards.ts';
import { CompareAnswers } from './compareAnswers.ts';
import type { FakeRun } from './fakeRun.ts';
import { historyView, modelsView, promptChange, switchView } from './pastAnswers.ts';
import { RunAnswers } from './runAnswers.ts';
import type { Scene } from './scenes.ts';

/** What the page asked for that leaves it: tests look here. */
export interface Asked {
  readonly method: string;
  readonly params: unknown;
}

export interface FakeHost extends Server<PanelNotice> {
  readonly asked: readonly Asked[];
  /** Lets the live run go on by one step and says so. */
  advance(): void;
  /** From now on things fail, or work again. */
  setFailing(isFailing: boolean): void;
}

/** Answers as the extension would, from made-up data, after `delayMs`. */
export function fakeHost(port: Port, scene: Scene, delayMs: number): FakeHost {
  const { runs } = scene;
  const asked: Asked[] = [];
  let isFailing = scene.isFailing === true;
  const find = (id: string): FakeRun | undefined => runs.find((run) => run.plan.id === id);
  const answers = new RunAnswers();
  const compare = new CompareAnswers(find);
  const heard =
    (method: string) =>
    (params: unknown): Promise<Outcome<Nothing>> => {
      asked.push({ method, params });
      return later(done({}));
    };
  const later = async <T>(outcome: Outcome<T>): Promise<Outcome<T>> => {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (!isFailing) return outcome;
    return failed(
      'disk-error',
      'The run could not be read: EACCES, .assay/runs/01K9RUN0042/manifest.json.',
      'Check who may read the folder, then try again.',
    );
  };
  const ofRun = <T>(id: string, give: (run: FakeRun) => Outcome<T>): Promise<Outcome<T>> => {
    const run = find(id);
    return later(
      run === undefined
        ? failed('no-such-run', `There is no run "${id}" any more.`, 'Choose another run.')
        : give(run),
    );
  };
  const handlers: Handlers<PanelMethods> = {
    'panel/start': () =>
      later(
        done({
          route: scene.route,
          runs: runs
            .toReversed()
            .slice(0, 200)
            .map((run) => answers.heading(run)),
        }),
      ),
    'runs/list': ({ from, count }) =>
      later(
        done({
          total: runs.length,
          runs: runs
            .toReversed()
            .slice(from, from + count)
            .map((run) => answers.heading(run)),
        }),
      ),
    'run/view': ({ run }) => ofRun(run, (found) => done(answers.view(found))),
    'run/rows': (query) => ofRun(query.run, (found) => done(answers.rows(found, query))),
    'run/labels': ({ run, candidate }) =>
      ofRun(run, (found) => done(answers.labelTable(found, candidate))),
    'run/gate': ({ run }) => ofRun(run, (found) => done(answers.gate(found))),
    'run/case': (ref) => ofRun(ref.run, (found) => answers.detail(found, ref)),
    'run/raw': (ref) => ofRun(ref.run, (found) => done(answers.raw(found, ref))),
    'text/read': ({ ref, from, count }) => later(answers.read(ref, from, count)),
    'compare/view': ({ sides }) => later(done(compare.view(sides))),
    'compare/rows': (query) => later(done(compare.rows(query))),
    'compare/scatter': ({ sides, evaluator }) => later(done(compare.scatter(sides, evaluator))),
    'history/view': (wish) => later(done(historyView(runs, wish))),
    'history/change': ({ run }) => later(promptChange(runs, run)),
    'models/view': () => later(done(modelsView(runs))),
    'models/switch': ({ from, to }) => later(done(switchView(runs, from, to))),
    'label/set': (params) => {
      const key = `${params.candidate} ${params.caseId}`;
      const isTakenBack = Object.values(params.label).every((part) => part === undefined);
      if (isTakenBack) answers.labels.delete(key);
      else answers.labels.set(key, params.label);
      server.tell({ kind: 'changed', what: 'labels' });
      return heard('label/set')(params);
    },
    'case/expect': heard('case/expect'),
    'baseline/accept': heard('baseline/accept'),
    'run/cancel': heard('run/cancel'),
    'editor/openPrompt': heard('editor/openPrompt'),
    'editor/openCase': heard('editor/openCase'),
    'editor/openDiff': heard('editor/openDiff'),
    'report/export': heard('report/export'),
    'link/open': heard('link/open'),
    'clipboard/write': heard('clipboard/write'),
  };
  const server = serve<PanelMethods, PanelNotice>(port, panelParams, handlers);
  return {
    ...server,
    asked,
    advance: () => {
      scene.advance?.();
      const run = runs.at(-1);
      if (run !== undefined) server.tell({ kind: 'changed', what: 'run', run: run.plan.id });
    },
    setFailing: (value) => {
      isFailing = value;
    },
  };
}
