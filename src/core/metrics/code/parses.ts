import * as z from 'zod/mini';
import { parseDocument } from 'yaml';
import { faultText } from '../faultText.ts';
import type { Metric, Preparation } from '../metric.ts';
import { measurePrepared } from '../prepared.ts';
import { notApplicable, verdict } from '../verdict.ts';
import { codeIn } from './codeIn.ts';

const languages = ['json', 'yaml', 'javascript'] as const;
type Language = (typeof languages)[number];

interface Settings {
  readonly language: Language;
}

export const parses: Metric<Settings> = {
  kind: 'parses',
  title: 'Parses',
  documentation:
    'Whether the code in the reply can be read as `language`: JSON, YAML, or JavaScript as a module or a script. ' +
    'The code is what stands in code fences of that language, else in any fence, else the whole reply. ' +
    'Nothing is run, so code that reads well may still be wrong; TypeScript, JSX, Python and SQL need their own tools, as a scorer of your own. ' +
    'A reply without code is not applicable. ' +
    'Source: RFC 8259, YAML 1.2, ECMAScript 2026.',
  level: 'case',
  better: 'higher',
  range: [0, 1],
  needs: ['reply'],
  cost: 'free',
  useCases: ['code'],
  settings: z.strictObject({
    language: z.enum(languages).check(z.describe('What the code is written in.')),
  }),
  prepare,
  measure: (evidence, settings, tools) => measurePrepared(prepare(settings), evidence, tools),
};

async function prepare({ language }: Settings): Promise<Preparation> {
  const fault = await readerOf(language);
  return {
    measure({ reply }) {
      const code = codeIn(reply, fenceNames[language]);
      if (code.trim() === '') return notApplicable('the reply has no code');
      const why = fault(code);
      return why === undefined ? verdict(true) : verdict(false, faultText(why, 160));
    },
  };
}

const fenceNames: Readonly<Record<Language, readonly string[]>> = {
  json: ['json'],
  yaml: ['yaml', 'yml'],
  javascript: ['javascript', 'js', 'mjs', 'cjs'],
};

async function readerOf(language: Language): Promise<(code: string) => string | undefined> {
  if (language === 'json') return jsonFault;
  if (language === 'yaml') return yamlFault;
  return (await import('./javascript.ts')).javascriptFault;
}

function jsonFault(code: string): string | undefined {
  try {
    JSON.parse(code);
    return undefined;
  } catch (error) {
    return faultText(error);
  }
}

function yamlFault(code: string): string | undefined {
  try {
    return parseDocument(code, { logLevel: 'silent' }).errors[0]?.message.split('\n')[0];
  } catch (error) {
    return faultText(error);
  }
}
