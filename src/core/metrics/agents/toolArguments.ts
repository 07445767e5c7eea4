import * as z from 'zod/mini';
import { quoteFound } from '../../documents/problems.ts';
import type { CompiledSchema } from '../ajv.ts';
import type { Metric, Preparation, SettingsFault } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { notApplicable, scored } from '../verdict.ts';
import { callsColumn } from './callsColumn.ts';
import { callsOf, type ToolCall } from './toolCall.ts';

interface Settings {
  readonly calls?: string | undefined;
  readonly tools: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const toolArguments: Metric<Settings> = {
  kind: 'tool-arguments',
  title: 'Tool arguments',
  documentation:
    'For agents: the share of tool calls whose arguments are valid against the JSON Schema of their tool; it passes with all of them. ' +
    'A call of a tool that is not in `tools` is invalid. ' +
    'Calls are read as for `tool-calls`, schemas as for `json-schema`; a reply that calls nothing is not applicable. ' +
    'Shape only: well-formed wrong arguments pass. Source: valid calls / calls.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['agents'],
  settings: z.strictObject({
    calls: callsColumn,
    tools: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .check(z.describe('The JSON Schema of the arguments of each tool, by its name.')),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

type Check = Extract<CompiledSchema, { check: unknown }>['check'];

async function prepare({ calls: column, tools }: Settings): Promise<Preparation> {
  const { compileSchema } = await import('../ajv.ts');
  const checks = new Map<string, Check>();
  const faults: SettingsFault[] = [];
  for (const [name, schema] of Object.entries(tools)) {
    const compiled = compileSchema(schema);
    if ('fault' in compiled) faults.push({ ...compiled.fault, path: ['tools', name] });
    else checks.set(name, compiled.check);
  }
  if (faults.length > 0) return { faults };
  return {
    measure(evidence) {
      const made = callsOf(evidence, column);
      if (typeof made === 'string') return notApplicable(made);
      if (made.length === 0) return notApplicable('the reply calls no tool');
      const whys = made.map((call) => faultOf(call, checks)).filter((why) => why !== undefined);
      const [why] = whys;
      if (why === undefined) return scored(1, { pass: true });
      return scored((made.length - whys.length) / made.length, { pass: false, why });
    },
  };
}

function faultOf(
  { name, arguments: given }: ToolCall,
  checks: ReadonlyMap<string, Check>,
): string | undefined {
  const check = checks.get(name);
  if (check === undefined) return `there is no tool ${quoteFound(name)}`;
  const why = check(given);
  return why === undefined ? undefined : `${quoteFound(name)}: ${why}`;
}
