/** What a person is told who is to choose a model where none can be. */
export const noCatalogue =
  'There is no list of approved models that can be read. Write assay.models.yml, or solve its problems.';
