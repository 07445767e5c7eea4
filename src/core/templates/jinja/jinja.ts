import type { TemplateLanguage, TemplateSetting } from '../language.ts';
import { faultOf, TemplateFault } from '../limits.ts';
import { compiledFrom, unusable } from '../unusable.ts';
import { namesIn } from './names.ts';
import { parseJinja } from './parse.ts';
import { runJinja } from './run.ts';
import type { Node } from './syntax.ts';
import type { Dialect } from './value.ts';

/** Jinja as Prompty's Python library has it. */
export const jinjaTemplates: TemplateLanguage = languageFor('jinja');

/** Nunjucks, Jinja's sister in JavaScript: values are printed, and loops set names, as JavaScript has it. */
export const nunjucksTemplates: TemplateLanguage = languageFor('nunjucks');

function languageFor(dialect: Dialect): TemplateLanguage {
  return {
    kind: dialect,
    compile(text, setting) {
      try {
        const nodes = parseJinja(text);
        const partials = parsedPartials(setting.partials);
        return compiledFrom(namesIn(nodes, partials), (values) =>
          runJinja(nodes, values, { dialect, partials }),
        );
      } catch (error) {
        return unusable(error);
      }
    },
  };
}

function parsedPartials(
  partials: TemplateSetting['partials'],
): ReadonlyMap<string, readonly Node[]> {
  return new Map(
    Object.entries(partials).map(([name, text]) => {
      try {
        return [name, parseJinja(text)];
      } catch (error) {
        throw new TemplateFault(`In "${name}": ${faultOf(error).message}`);
      }
    }),
  );
}
