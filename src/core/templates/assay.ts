import {
  compileTemplate,
  missingNames,
  renderTemplate,
  templateVariables,
} from '../prompts/template.ts';
import type { TemplateLanguage } from './language.ts';

/** `{{name}}`: a value in the place of its name, and nothing else. */
export const assayTemplates: TemplateLanguage = {
  kind: 'assay',
  compile(text) {
    const template = compileTemplate(text);
    return {
      variables: templateVariables(text),
      missing: (values) => missingNames(template, values),
      render: (values) => renderTemplate(template, values),
    };
  },
};
