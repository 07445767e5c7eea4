import * as z from 'zod/mini';

/** The keys that promptfoo knows. It drops others without a word; here each is an error with the nearest one. */

const any: z.ZodMiniType = z.optional(z.unknown());

const keys = (...names: readonly string[]): Record<string, z.ZodMiniType> =>
  Object.fromEntries(names.map((name) => [name, any]));

const metric = z.optional(z.string());
const weight = z.optional(z.nullable(z.number().check(z.minimum(0))));
const number = z.optional(z.nullable(z.number()));

/** A share: of points, or of parts that pass. */
const share = z.optional(z.nullable(z.number().check(z.minimum(0), z.maximum(1))));

const assertionShape = z.strictObject({
  type: z.string().check(z.minLength(1)),
  metric,
  weight,
  threshold: number,
  ...keys(
    'value',
    'provider',
    'rubricPrompt',
    'config',
    'transform',
    'contextTransform',
    'normalizeUnicode',
    'metricOnly',
  ),
});

const setShape = z.strictObject({
  type: z.literal('assert-set'),
  assert: z.array(z.union([z.strictObject({ $ref: z.string() }), assertionShape])),
  metric,
  weight,
  threshold: share,
  ...keys('config'),
});

const anyAssertion: z.ZodMiniType = z.union([
  z.strictObject({ $ref: z.string() }),
  setShape,
  assertionShape,
]);

/** What an assertion is checked against, by what it says it is. */
export function assertionShapeOf(isReference: boolean, isSet: boolean): z.ZodMiniType {
  if (isReference) return z.strictObject({ $ref: z.string() });
  return isSet ? setShape : assertionShape;
}

const optionsShape = z.strictObject(
  keys(
    'prefix',
    'suffix',
    'provider',
    'transform',
    'postprocess',
    'transformVars',
    'storeOutputAs',
    'runSerially',
    'rubricPrompt',
    'factuality',
    'disableVarExpansion',
    'disableConversationVar',
    'disableDefaultAsserts',
    'repeat',
    'response_format',
  ),
);

/** Assertions are looked at one by one, each with the shape of its kind. */
const testFields = {
  description: z.optional(z.nullable(z.string())),
  vars: z.optional(z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())])),
  assert: z.optional(z.nullable(z.array(z.unknown()))),
  threshold: share,
  options: z.optional(z.nullable(optionsShape)),
  metadata: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  ...keys('provider', 'providers', 'prompts', 'providerOutput', 'assertScoringFunction'),
};

export const testShape: z.ZodMiniType = z.strictObject(testFields);

export const scenarioShape: z.ZodMiniType = z.strictObject({
  description: z.optional(z.string()),
  config: z.optional(z.array(z.unknown())),
  tests: any,
});

const configFields = {
  description: z.optional(z.nullable(z.string())),
  prompts: any,
  providers: any,
  targets: any,
  tests: any,
  scenarios: any,
  defaultTest: any,
  evaluateOptions: z.optional(
    z.nullable(
      z.strictObject(
        keys(
          'cache',
          'delay',
          'maxConcurrency',
          'repeat',
          'timeoutMs',
          'maxEvalTimeMs',
          'showProgressBar',
          'generateSuggestions',
          'interactiveProviders',
          'filterRange',
        ),
      ),
    ),
  ),
  assertionTemplates: z.optional(z.nullable(z.record(z.string(), anyAssertion))),
  derivedMetrics: z.optional(z.nullable(z.array(z.unknown()))),
  ...keys(
    '$schema',
    'tags',
    'env',
    'outputPath',
    'sharing',
    'nunjucksFilters',
    'extensions',
    'metadata',
    'redteam',
    'tracing',
    'writeLatestResults',
    'commandLineOptions',
    'nunjucksGlobals',
  ),
};

export const configShape: z.ZodMiniType = z.strictObject(configFields);

export const configKeys: ReadonlySet<string> = new Set(Object.keys(configFields));
