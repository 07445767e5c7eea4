import type { JsonObject, JsonValue } from '#base/json.ts';
import { isJsonObject } from '#base/json.ts';
import type { AnyAssertion } from '#protocol/assertion.ts';
import type { EvalCase } from '#protocol/case.ts';
import { fileStart, type Problem } from '#protocol/problem.ts';
import type { Role } from '#protocol/reply.ts';
import { caseId } from '../../datasets/caseId.ts';
import { CaseIds } from '../../datasets/caseIds.ts';
import { readJson } from '../../documents/json.ts';
import { entryOf, nodeAt, plainValue, type DocumentNode } from '../../documents/node.ts';
import { errorAt, firstProblems, quoteFound, warningAt } from '../../documents/problems.ts';
import type { Reading } from '../../documents/reading.ts';
import { decodeSource } from '../../documents/source.ts';
import type { ModelParameters } from '../../models/model.ts';
import type { Evaluator, MessageTemplate, Prompt, PromptVariant } from '../../prompts/prompt.ts';
import { FidelityReport } from '../fidelity.ts';
import type { PromptReader } from '../format.ts';
import { noOtherFiles, type OtherFiles } from '../otherFiles.ts';
import { contentOf, gradeOf, textOf } from './graders.ts';
import { itemsOf, type FoundItem } from './items.ts';
import { itemNames } from './names.ts';

/** An eval of OpenAI as its API gives it, with a run of it: `{ name, testing_criteria, runs: [{ data_source }] }`. */
export const openaiEvalReader: PromptReader = { read: readEval };

function readEval(
  bytes: Uint8Array,
  file: string,
  others: OtherFiles = noOtherFiles,
): Reading<Prompt> {
  const source = decodeSource(bytes, file);
  if (source.value === undefined) return { value: undefined, problems: source.problems };
  const document = readJson(source.value);
  const problems: Problem[] = [...source.problems, ...document.problems];
  const root = document.value;
  if (root === undefined) return { value: undefined, problems };
  const found = nodeAt(root, ['eval']) ?? root;
  const criteria = nodeAt(found, ['testing_criteria']);
  if (criteria?.kind !== 'list') {
    problems.push(
      errorAt(
        file,
        root.range,
        'other-schema',
        'This is no eval of OpenAI: it has no `testing_criteria`.',
        'Save what `GET /v1/evals/{id}` gives, and its runs under `runs`.',
      ),
    );
    return { value: undefined, problems };
  }
  const value = promptOf({ root, found, criteria, file, others, problems });
  return { value, problems: firstProblems(problems) };
}

interface Parts {
  readonly root: DocumentNode;
  readonly found: DocumentNode;
  readonly criteria: DocumentNode & { readonly kind: 'list' };
  readonly file: string;
  readonly others: OtherFiles;
  readonly problems: Problem[];
}

function promptOf(parts: Parts): Prompt {
  const { root, found, file, others, problems } = parts;
  const report = new FidelityReport();
  const run = nodeAt(root, ['runs', 0]) ?? nodeAt(root, ['run']);
  const data = run === undefined ? undefined : (nodeAt(run, ['data_source']) ?? run);
  const items = itemsOf(data, file, others, problems);
  const models = new Set<string>();
  const embeds = { any: false };
  const cases = casesOf(items, parts, report, models, embeds);
  const name = nodeAt(found, ['name']);
  const title = name?.kind === 'scalar' ? textOf(name.value) : '';
  const model = textOf(valueAt(data, 'model'));
  reportKeys(root, report);
  return {
    file,
    name: title === '' ? file.replace(/^.*\//, '').replace(/\.openai-eval\.json$/i, '') : title,
    models: model === '' ? [] : [{ id: `openai/${model}`, range: data?.range ?? fileStart }],
    variants: [variantOf(data, file, problems)],
    cases,
    datasets: [],
    evaluators: evaluatorsOf(cases, models, embeds.any, parts.criteria.range),
    fidelity: report.lines(root),
  };
}

function casesOf(
  items: readonly FoundItem[],
  { criteria, file, problems }: Parts,
  report: FidelityReport,
  models: Set<string>,
  embeds: { any: boolean },
): readonly EvalCase[] {
  const ids = new CaseIds();
  return items.map(({ values, at }, index): EvalCase => {
    const assert = criteria.items.flatMap((grader, place): readonly AnyAssertion[] => {
      const graded = gradeOf(asObject(plainValue(grader)), values);
      const line = { file, line: grader.range.start.line };
      const key = `testing_criteria[${place}]`;
      if ('left' in graded) {
        report.dropped(key, grader.range, graded.left);
        if (index === 0) problems.push(left(grader, file, graded.left));
        return [];
      }
      if (graded.note === undefined)
        report.translated(key, grader.range, 'An assertion of each case.');
      else report.approximated(key, grader.range, graded.note);
      if (graded.asks === 'judge') models.add(graded.model ?? 'default');
      if (graded.asks === 'embedding') embeds.any = true;
      return [{ ...graded.assertion, at: line }];
    });
    return {
      id: ids.takeNumbered(caseId(values), at.file, at.line),
      values,
      ...(assert.length === 0 ? {} : { assertions: { assert } }),
      tags: [],
      source: at,
    };
  });
}

function left(grader: DocumentNode, file: string, why: string): Problem {
  const name = textOf(asObject(plainValue(grader))['name']);
  return warningAt(
    file,
    grader.range,
    'assertion-unsupported',
    `The grader ${quoteFound(name)} is left out: ${why}`,
    'Replace it, or know that nothing looks at this.',
  );
}

function variantOf(
  data: DocumentNode | undefined,
  file: string,
  problems: Problem[],
): PromptVariant {
  const template = data === undefined ? undefined : nodeAt(data, ['input_messages', 'template']);
  const messages = template?.kind === 'list' ? template.items.flatMap(messageOf) : [];
  if (messages.length === 0) {
    problems.push(
      errorAt(
        file,
        data?.range ?? fileStart,
        'no-messages',
        'The export holds no run with `input_messages`, so there is no prompt to send.',
        'Add a run under `runs`, or write the prompt as a .prompt.yml.',
      ),
    );
  }
  return {
    name: 'base',
    messages,
    parameters: parametersOf(asObject(valueAt(data, 'sampling_params') ?? {})),
    range: data?.range ?? fileStart,
  };
}

const roles: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
};

function messageOf(node: DocumentNode): readonly MessageTemplate[] {
  const value = plainValue(node);
  const role = textOf(asObject(value)['role']);
  const content = itemNames(contentOf(value));
  const known = Object.hasOwn(roles, role) ? roles[role] : undefined;
  return known === undefined || content === '' ? [] : [{ role: known, content, range: node.range }];
}

function parametersOf(given: JsonObject): ModelParameters {
  const { temperature, top_p: topP, seed } = given;
  const most = given['max_completion_tokens'] ?? given['max_completions_tokens'];
  return {
    ...(typeof temperature === 'number' ? { temperature } : {}),
    ...(typeof topP === 'number' ? { topP } : {}),
    ...(typeof most === 'number' ? { maxTokens: most } : {}),
    ...(typeof seed === 'number' ? { seed } : {}),
  };
}

function evaluatorsOf(
  cases: readonly EvalCase[],
  judges: ReadonlySet<string>,
  embeds: boolean,
  range: Evaluator['range'],
): readonly Evaluator[] {
  if (cases.every(({ assertions }) => assertions === undefined)) return [];
  const models = {
    ...(judges.size === 0 ? {} : { judges: [...judges] }),
    ...(embeds ? { embeddings: ['default'] } : {}),
  };
  return [{ name: 'assertions', uses: 'assertions', with: models, range }];
}

/** What describes the export itself has no effect on a run. */
function reportKeys(root: DocumentNode, report: FidelityReport): void {
  if (root.kind !== 'map') return;
  const kept: Readonly<Record<string, string>> = {
    name: 'The name of the prompt.',
    testing_criteria: 'What each case demands.',
    runs: 'The first one gives messages, model and items.',
    run: 'It gives messages, model and items.',
    eval: 'Its graders and its name.',
  };
  for (const [key, note] of Object.entries(kept)) {
    const entry = entryOf(root, key);
    if (entry !== undefined) report.translated(key, entry.keyRange, note);
  }
}

function valueAt(node: DocumentNode | undefined, key: string): JsonValue | undefined {
  const found = node === undefined ? undefined : nodeAt(node, [key]);
  return found === undefined ? undefined : plainValue(found);
}

function asObject(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}
