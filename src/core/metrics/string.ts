import * as z from 'zod/mini';
import type { ZodMiniType } from 'zod/mini';
import { compileTemplate, renderTemplate } from '../prompts/template.ts';
import { goTrim } from './goTrim.ts';
import type { Metric, Preparation } from './metric.ts';
import { measurePrepared } from './prepared.ts';
import { quoteFound } from '../documents/problems.ts';
import { verdict } from './verdict.ts';

type Scalar = string | number | boolean;

interface Settings {
  readonly equals?: Scalar | undefined;
  readonly contains?: Scalar | undefined;
  readonly startsWith?: Scalar | undefined;
  readonly endsWith?: Scalar | undefined;
}

export const string: Metric<Settings> = {
  kind: 'string',
  title: "GitHub's string check",
  documentation:
    "What `string:` means in GitHub Models' prompt files, kept to the letter. " +
    'Of `equals`, `contains`, `startsWith` and `endsWith` only the first that is there and not empty is used, in this order. ' +
    'All look at the reply without white space around it; `equals` minds upper and lower case, the others do not. ' +
    '`{{placeholders}}` are filled from the case; one without a value stays as text. Source: github/gh-models, `cmd/eval`.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['any'],
  settings: z.strictObject({
    equals: text('The whole reply.'),
    contains: text('A part of the reply.'),
    startsWith: text('The beginning of the reply.'),
    endsWith: text('The end of the reply.'),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

function text(description: string): ZodMiniType<Scalar | undefined> {
  return z.optional(z.union([z.string(), z.number(), z.boolean()]).check(z.describe(description)));
}

const tests = {
  equals: (reply: string, wanted: string) => reply === wanted,
  contains: (reply: string, wanted: string) => reply.toLowerCase().includes(wanted.toLowerCase()),
  startsWith: (reply: string, wanted: string) =>
    reply.toLowerCase().startsWith(wanted.toLowerCase()),
  endsWith: (reply: string, wanted: string) => reply.toLowerCase().endsWith(wanted.toLowerCase()),
};

const precedence = ['equals', 'contains', 'startsWith', 'endsWith'] as const;

function prepare(settings: Settings): Preparation {
  for (const operator of precedence) {
    const written = settings[operator];
    if (written === undefined || written === '') continue;
    const template = compileTemplate(String(written));
    const test = tests[operator];
    return {
      measure({ reply, testCase }) {
        const wanted = renderTemplate(template, testCase.values).text;
        if (test(goTrim(reply), wanted)) return verdict(true);
        return verdict(false, `${operator} ${quoteFound(wanted)} does not hold`);
      },
    };
  }
  return {
    faults: [
      {
        code: 'string-empty',
        path: [],
        message: 'The string check names no text to compare with.',
        allowed: 'one of equals, contains, startsWith, endsWith, not empty',
        next: 'Add one of them.',
      },
    ],
  };
}
