import type { EvalCase } from '#protocol/case.ts';
import type { Problem } from '#protocol/problem.ts';
import type { DocumentNode } from '../documents/node.ts';
import { readShape } from '../documents/shape.ts';
import { decodeSource } from '../documents/source.ts';
import { readYaml } from '../documents/yaml.ts';
import type { ModelParameters } from '../models/model.ts';
import type { Prompt } from '../prompts/prompt.ts';
import { sidecarOf } from '../prompts/sidecarName.ts';
import type { OtherFiles } from './otherFiles.ts';
import { readCases } from './promptYml/cases.ts';
import { readEvaluators } from './promptYml/evaluators.ts';
import { field } from './promptYml/fields.ts';
import { repeatsOf } from './promptYml/repeats.ts';
import { readDatasets, readModels } from './promptYml/references.ts';
import { setAside } from './promptYml/setAside.ts';
import { sidecarShape } from './promptYml/shape.ts';
import { readParameters } from './promptYml/variants.ts';

/** What stands in the file beside a prompt. Problems name that file. */
export interface Sidecar {
  readonly file: string;
  readonly models: Prompt['models'];
  readonly parameters: ModelParameters;
  readonly cases: readonly EvalCase[];
  readonly datasets: Prompt['datasets'];
  readonly evaluators: Prompt['evaluators'];
  readonly repeats?: number;
}

/** `undefined`: there is no such file, or nothing can be read of it. */
export function readSidecar(
  promptFile: string,
  others: OtherFiles,
  problems: Problem[],
): Sidecar | undefined {
  const file = sidecarOf(promptFile);
  const bytes = others.read(file);
  if (bytes === undefined) return undefined;
  const source = decodeSource(bytes, file);
  problems.push(...source.problems);
  if (source.value === undefined) return undefined;
  const document = readYaml(source.value);
  problems.push(...document.problems);
  if (document.value === undefined) return undefined;
  return sidecarFrom(document.value, file, problems);
}

function sidecarFrom(root: DocumentNode, file: string, problems: Problem[]): Sidecar {
  const kept = root.kind === 'map' ? setAside(root, file) : { root, problems: [] };
  problems.push(...kept.problems, ...readShape(sidecarShape, kept.root, file).problems);
  const node = kept.root;
  return {
    file,
    models: readModels(node).map((model) => ({ ...model, file })),
    parameters: readParameters(field(node, 'modelParameters')),
    cases: readCases(field(node, 'testData'), file, problems),
    datasets: readDatasets(node),
    evaluators: readEvaluators(field(node, 'evaluators'), file, problems),
    ...repeatsOf(node),
  };
}

/** The prompt as the file beside it wants it evaluated. Its cases stand in for those that the prompt's own samples make. */
export function withSidecar(prompt: Prompt, sidecar: Sidecar | undefined): Prompt {
  if (sidecar === undefined) return prompt;
  const { file, models, parameters, cases, datasets, evaluators, repeats } = sidecar;
  const hasCases = cases.length + datasets.length > 0;
  return {
    ...prompt,
    models: models.length > 0 ? models : prompt.models,
    variants: prompt.variants.map((variant) => ({
      ...variant,
      parameters: { ...variant.parameters, ...parameters },
    })),
    cases: hasCases ? cases : prompt.cases,
    datasets,
    evaluators,
    ...(repeats === undefined ? {} : { repeats }),
    settingsFile: file,
  };
}
