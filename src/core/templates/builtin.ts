import { assayTemplates } from './assay.ts';
import type { TemplateKind, TemplateLanguage } from './language.ts';

const builtinLanguages: readonly TemplateLanguage[] = [assayTemplates];

const byKind = new Map(builtinLanguages.map((language) => [language.kind, language]));

/** Throws where a prompt was read into a language that is not there: a fault of the reader. */
export function languageOf(kind: TemplateKind): TemplateLanguage {
  const language = byKind.get(kind);
  if (language === undefined) throw new Error(`There is no template language ${kind}.`);
  return language;
}
