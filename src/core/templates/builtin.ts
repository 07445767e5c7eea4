import { assayTemplates } from './assay.ts';
import type { TemplateKind, TemplateLanguage } from './language.ts';

/** Languages that few prompts use are loaded when the first of these is read. */
const loaders: Readonly<Record<TemplateKind, () => Promise<TemplateLanguage>>> = {
  assay: () => Promise.resolve(assayTemplates),
  mustache: async () => (await import('./mustache.ts')).mustacheTemplates,
  jinja: async () => (await import('./jinja/jinja.ts')).jinjaTemplates,
  nunjucks: async () => (await import('./jinja/jinja.ts')).nunjucksTemplates,
  handlebars: async () => (await import('./handlebars/handlebars.ts')).handlebarsTemplates,
};

const loaded = new Map<TemplateKind, TemplateLanguage>([['assay', assayTemplates]]);

/** Throws where nobody has loaded the language: whoever reads a prompt does so before it is used. */
export function languageOf(kind: TemplateKind): TemplateLanguage {
  const language = loaded.get(kind);
  if (language === undefined) throw new Error(`Nobody has loaded the template language ${kind}.`);
  return language;
}

export function isLanguageLoaded(kind: TemplateKind): boolean {
  return loaded.has(kind);
}

export async function loadLanguage(kind: TemplateKind): Promise<TemplateLanguage> {
  const known = loaded.get(kind);
  if (known !== undefined) return known;
  const language = await loaders[kind]();
  loaded.set(kind, language);
  return language;
}
