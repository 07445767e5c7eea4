/** The column of a case in which a file of another tool says what was answered, so that nobody has to be asked. */
export const givenReplyColumn = '__providerOutput';
