import { fileStart, type Problem } from '#protocol/problem.ts';
import type { Engine } from '../engine.ts';
import { loadProject } from '../project/loadProject.ts';
import { againstBaseline } from './againstBaseline.ts';
import { openBaselines } from './baselines.ts';
import { compareRuns } from './compareRuns.ts';
import { calibrate } from './calibrate.ts';
import { planCalibration } from './calibrationPlan.ts';
import { openConsents } from './commandConsents.ts';
import { openHistory } from './history.ts';
import { judgeOverview } from './judgeOverview.ts';
import { openLabels } from './labels.ts';
import { lint, lintCoverage } from './lint.ts';
import { plan, preflight } from './plan.ts';
import { resumeRun } from './resume.ts';
import { run } from './run.ts';
import { scoreFile } from './scoreFile.ts';
import type { EngineSetup } from './setup.ts';
import { suggestMetrics } from './suggestMetrics.ts';

/** Joins the rooms of the engine for one project. */
export function createEngine(setup: EngineSetup): Engine {
  const { ports, root } = setup;
  const history = openHistory(ports.files, ports.clock, root);
  const baselines = openBaselines({ files: ports.files, clock: ports.clock, root, history });
  return {
    root,
    history,
    baselines,
    consents: openConsents(setup),
    labels: openLabels({ ...setup, files: ports.files, clock: ports.clock }),
    judges: {
      plan: (request, signal) => planCalibration(setup, request, signal),
      calibrate: (ready, control) => calibrate(setup, ready, control),
      status: () => judgeOverview(setup),
    },
    preflight: (request, signal) => preflight(setup, request, signal),
    plan: (request, signal) => plan(setup, request, signal),
    async resume(id, change) {
      const stored = await history.find(id);
      return stored === undefined ? { problems: [noRun(id)] } : resumeRun(setup, stored, change);
    },
    run: (ready, control) =>
      run(ports, ready, control, (one) => againstBaseline({ history, baselines }, one)),
    lint: (files, signal) => lint(setup, files, signal),
    coverage: (files, signal) => lintCoverage(setup, files, signal),
    async review(request, signal) {
      const { review } = await import('./review.ts');
      return review(setup, request, signal);
    },
    score: (request, hear, signal) => scoreFile(setup, request, hear, signal),
    compare: (request, signal) => compareRuns({ history, baselines }, request, signal),
    async importPrompt(request) {
      const { importPrompt } = await import('../project/importPrompt.ts');
      return importPrompt(ports.files, root, request);
    },
    async exportPrompt(request) {
      const { exportPrompt } = await import('../project/exportPrompt.ts');
      return exportPrompt(ports.files, root, request);
    },
    suggestMetrics: (file) => suggestMetrics(setup, file),
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
