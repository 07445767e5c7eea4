import { resolve } from 'node:path';
import { plainJson } from '#base/plainText.ts';
import type { GraphReport } from '#core/ci.ts';
import { dotOf, mermaidOf } from '#core/graph/drawGraph.ts';
import type { DependencyGraph } from '#core/graph/graph.ts';
import {
  changedSentence,
  changeLine,
  graphJson,
  selectedLine,
  selectionJson,
} from '#core/report/graphFacts.ts';
import { count } from '#core/report/numbers.ts';
import type { Context } from '../context.ts';
import { exitCodeOfProblems, exitCodes, type ExitCode } from '../exitCodes.ts';
import { hearSignals, unlessInterrupted } from '../interruption.ts';
import { showProblems } from '../terminal/problems.ts';
import { tableText } from '../terminal/table.ts';

export interface GraphOptions {
  readonly since?: string;
  readonly format: 'table' | 'json' | 'mermaid' | 'dot';
}

/** Prints what runs are made from; with a ref of git also what changed since, and what that selects. */
export async function graphCommand(
  context: Context,
  files: readonly string[],
  { since, format }: GraphOptions,
): Promise<ExitCode> {
  const { out, err } = context.terminal;
  const app = await context.open();
  using signals = hearSignals(process, app.clock, (text) => {
    err.line(text);
  });
  const ci = await app.ci();
  const request = {
    files: files.map((file) => resolve(context.cwd, file)),
    ...(since === undefined ? {} : { since }),
  };
  const report = await unlessInterrupted(signals, ci.graph(request, signals.stopping));
  if (report === undefined) return exitCodes.interrupted;
  showProblems(err, report.problems);
  const code = exitCodeOfProblems(report.problems);
  const { graph, changed } = report;
  if (code !== exitCodes.fine || graph === undefined) return code;
  switch (format) {
    case 'json':
      out.json(plainJson(jsonOf(graph, changed), 2));
      break;
    case 'mermaid':
      out.text(mermaidOf(graph, changed?.selection));
      break;
    case 'dot':
      out.text(dotOf(graph, changed?.selection));
      break;
    case 'table':
      showTable(context, graph, changed);
      break;
  }
  return exitCodes.fine;
}

function jsonOf(graph: DependencyGraph, changed: GraphReport['changed']): Record<string, unknown> {
  const since =
    changed === undefined
      ? {}
      : {
          since: { ref: changed.ref, commit: changed.commit, ...selectionJson(changed.selection) },
        };
  return { version: 1, ...graphJson(graph), ...since };
}

function showTable(
  { terminal: { out } }: Context,
  graph: DependencyGraph,
  changed: GraphReport['changed'],
): void {
  if (changed === undefined) {
    out.text(tableText(columns, rowsOf(graph)));
    return;
  }
  const { selection } = changed;
  for (const change of selection.changes) out.line(changeLine(change));
  for (const one of selection.prompts.values()) out.line(selectedLine(one));
  out.line(changedSentence(changed));
}

const columns = [
  { title: 'prompt', width: 34 },
  { title: 'depends on', width: 44 },
  { title: 'cases', width: 18 },
] as const;

function rowsOf(graph: DependencyGraph): readonly (readonly (string | readonly string[])[])[] {
  return [...graph.cases].map(([file, cases]) => {
    const needs = needsBelow(graph, `prompt:${file}`);
    const byFile = Map.groupBy(cases.values(), (one) => one.file);
    return [
      file,
      needs.map((id) => id.replace(/^suite:/, 'assay.yml:')),
      [...byFile].map(([from, some]) => `${count(some.length)} ${from}`),
    ];
  });
}

/** Everything below a node that exists, in the order of a walk. */
function needsBelow({ nodes }: DependencyGraph, top: string): readonly string[] {
  const found = new Set<string>();
  const walk = (id: string): void => {
    for (const need of nodes.get(id)?.needs ?? []) {
      if (found.has(need) || !nodes.has(need)) continue;
      found.add(need);
      walk(need);
    }
  };
  walk(top);
  return [...found];
}
