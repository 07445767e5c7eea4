/** Put in by the build from package.json. */
// oxlint-disable-next-line no-underscore-dangle -- no other name of the program looks like it
declare const __ASSAY_VERSION__: string | undefined;

/** `unbundled` where the sources run without a build. */
export const version: string =
  // oxlint-disable-next-line no-underscore-dangle -- see above
  typeof __ASSAY_VERSION__ === 'string' ? __ASSAY_VERSION__ : 'unbundled';
