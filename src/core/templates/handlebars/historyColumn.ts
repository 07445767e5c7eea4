/** The column that holds earlier turns of the conversation, for `{{history}}`. */
export const historyColumn = 'history';
