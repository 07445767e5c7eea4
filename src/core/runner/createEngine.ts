import { fileStart, type Problem } from '#protocol/problem.ts';
import type { Engine } from '../engine.ts';
import { loadProject } from '../project/loadProject.ts';
import { openBaselines } from './baselines.ts';
import { openHistory } from './history.ts';
import { lint, plan, preflight } from './plan.ts';
import { resumeRun } from './resume.ts';
import { run } from './run.ts';
import { scoreFile } from './scoreFile.ts';
import type { EngineSetup } from './setup.ts';

/** Joins the rooms of the engine for one project. */
export function createEngine(setup: EngineSetup): Engine {
  const { ports, root } = setup;
  const history = openHistory(ports.files, ports.clock, root);
  return {
    root,
    history,
    baselines: openBaselines({ files: ports.files, clock: ports.clock, root, history }),
    preflight: (request, signal) => preflight(setup, request, signal),
    plan: (request, signal) => plan(setup, request, signal),
    async resume(id, change) {
      const stored = await history.find(id);
      return stored === undefined ? { problems: [noRun(id)] } : resumeRun(setup, stored, change);
    },
    run: (ready, control) => run(ports, ready, control),
    lint: (files, signal) => lint(setup, files, signal),
    score: (request, hear, signal) => scoreFile(setup, request, hear, signal),
    async catalogue() {
      const { catalogue, problems } = await loadProject(ports.files, root, []);
      return {
        catalogue,
        problems: problems.filter((one) => one.file === 'assay.models.yml'),
      };
    },
  };
}

function noRun(id: string): Problem {
  return {
    code: 'run-unknown',
    severity: 'error',
    file: '.assay/runs',
    range: fileStart,
    message: `No run, or more than one, has an id that starts with "${id}".`,
    next: 'Look the id up with "assay history list".',
  };
}
