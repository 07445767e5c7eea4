import type { Score } from '#protocol/score.ts';
import type { TrialRow } from './trialRows.ts';

/** Where MLflow's page looks for the table of an evaluation. */
export const evalTablePath = 'eval_results_table.json';

/** The value of the tag `mlflow.loggedArtifacts`. MLflow's client looks for this very text, as Python writes it. */
export const loggedTables: string = `[{"path": "${evalTablePath}", "type": "table"}]`;

const limits = { rows: 10_000, cell: 8000, bytes: 20_000_000 } as const;

export interface EvalTable {
  /** JSON as pandas writes it with `orient="split"`. */
  readonly text: string;
  /** Fewer than there are trials where the table would become too large. */
  readonly rows: number;
}

type Cell = string | number | boolean | null;

interface Column {
  readonly name: string;
  readonly of: (row: TrialRow) => Cell | undefined;
}

/** A row a trial. Texts of cases and replies only with `texts`. */
export function evalTable(
  rows: readonly TrialRow[],
  evaluators: readonly string[],
  texts: boolean,
): EvalTable {
  const columns = columnsOf(evaluators, texts);
  const lines: string[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limits.rows)) {
    const line = JSON.stringify(columns.map(({ of }) => fit(of(row))));
    bytes += Buffer.byteLength(line);
    if (bytes > limits.bytes) break;
    lines.push(line);
  }
  const names = JSON.stringify(columns.map(({ name }) => name));
  return { text: `{"columns":${names},"data":[${lines.join(',\n')}]}\n`, rows: lines.length };
}

function fit(cell: Cell | undefined): Cell {
  if (cell === undefined) return null;
  if (typeof cell !== 'string') return cell;
  const cut = cell.length > limits.cell ? `${cell.slice(0, limits.cell)}…` : cell;
  return cut.toWellFormed();
}

function columnsOf(evaluators: readonly string[], texts: boolean): readonly Column[] {
  return [
    { name: 'case', of: ({ caseId }) => caseId },
    { name: 'repetition', of: ({ result }) => result.repeat },
    ...(texts ? textColumns : []),
    { name: 'state', of: ({ result }) => result.state },
    { name: 'pass', of: ({ result }) => result.pass },
    ...evaluators.flatMap((name): readonly Column[] => [
      {
        name: `${name}/score`,
        of: (row) => {
          const score = scoreOf(row, name);
          return score?.outcome === 'scored' ? score.value : undefined;
        },
      },
      ...(texts
        ? [{ name: `${name}/justification`, of: (row: TrialRow) => scoreOf(row, name)?.why }]
        : []),
    ]),
    { name: 'latency_ms', of: ({ result }) => result.reply?.latencyMs },
    { name: 'input_tokens', of: ({ result }) => result.reply?.usage?.inputTokens },
    { name: 'output_tokens', of: ({ result }) => result.reply?.usage?.outputTokens },
    { name: 'cost_usd', of: ({ result }) => result.reply?.costUsd },
    { name: 'error', of: ({ result }) => result.failure?.code },
  ];
}

function scoreOf({ result }: TrialRow, name: string): Score | undefined {
  return result.scores.find(({ evaluator }) => evaluator === name)?.score;
}

const textColumns: readonly Column[] = [
  { name: 'inputs', of: ({ testCase }) => JSON.stringify(testCase?.values) },
  {
    name: 'expected',
    of: ({ testCase }) => {
      const expected = testCase?.expected;
      return expected === undefined || typeof expected === 'string'
        ? expected
        : JSON.stringify(expected);
    },
  },
  { name: 'outputs', of: ({ result }) => result.reply?.text },
];
