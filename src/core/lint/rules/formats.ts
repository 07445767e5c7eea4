import { rulesOf, type Rule } from '../rule.ts';

const unread = 'What cannot be read for certain is not run: a guess would run something else.';
const nobody = 'What is left out is looked at by nobody, and the run is green all the same.';

/** What is said of files that were written for another tool. */
export const formatRules: readonly Rule[] = [
  ...rulesOf('error', [
    [
      'front-matter-open',
      'Head without an end',
      'A file begins with `---` or `+++`, and no such line follows.',
      unread,
      'Put the mark on a line of its own behind the keys.',
    ],
    [
      'role-from-data',
      'Role from data',
      'A role line of a template that a value of the case would fill.',
      'Data could then give instructions to the model.',
      'Write the roles out, or give earlier turns as an input of kind `thread`.',
    ],
    [
      'reference-missing',
      'Reference without a file',
      'A file that a prompt refers to is not there, or lies outside its folder.',
      unread,
      'Put the file there, or name another one.',
    ],
    [
      'reference-outside',
      'Reference to elsewhere',
      "A file that a prompt refers to lies outside the prompt's folder.",
      'A prompt from a stranger could otherwise read what is not its own.',
      'Put the file into the folder of the prompt, or below it.',
    ],
    [
      'case-assertions',
      'Assertions that are no JSON',
      'The column `$assert` of a dataset holds text that is no JSON.',
      unread,
      'Write a list of assertions as JSON.',
    ],
    [
      'jsonl-syntax',
      'Line that is no JSON',
      'A line of a JSONL file of tests or items that cannot be read.',
      unread,
      'Write one JSON value a line.',
    ],
  ]),
  ...rulesOf('warning', [
    [
      'api-unsupported',
      'Model of another kind',
      'A prompt for images, embeddings or another kind of answer than text.',
      'Assay evaluates answers that are text.',
      'Evaluate prompts whose model answers with a text.',
    ],
    [
      'environment-unread',
      'Model from the environment',
      'A file takes the name of its model from an environment variable.',
      'Files of a workspace read nothing of the environment: it holds keys.',
      'Name the model in a file beside it, or with `--model`.',
    ],
    [
      'image-as-text',
      'Image',
      'An image in a message.',
      'Assay sends texts; the model reads the name of the image, and never sees it.',
      'Remove it, or describe what it shows.',
    ],
    [
      'role-approximated',
      'Role of another name',
      'A role that Assay sends as another one.',
      'The model may weigh such a message otherwise.',
      'Write system, user or assistant.',
    ],
    [
      'schema-unread',
      'Schema that cannot be read',
      'A field of a schema with a type that is none.',
      'The answer is then held to nothing there.',
      'Write one of the types of Picoschema, or JSON Schema.',
    ],
    [
      'assertion-unsupported',
      'Assertion left out',
      'An assertion or a grader that has no counterpart, with the reason.',
      nobody,
      'Replace it, or know that nothing looks at this.',
    ],
    [
      'eval-without-items',
      'Export without items',
      'An exported eval that holds no rows, and none lie beside it.',
      'Without rows there are no cases.',
      'Save the rows of its data source beside it, a JSON object a line.',
    ],
  ]),
];
