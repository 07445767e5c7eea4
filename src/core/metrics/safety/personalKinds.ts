/** What personal data is looked for, in the order it is looked for. */
export const personalKinds: readonly ['e-mail', 'iban', 'credit-card', 'phone', 'ip'] = [
  'e-mail',
  'iban',
  'credit-card',
  'phone',
  'ip',
];
