import { chance, oneOf } from './chance.ts';

/** Made-up tickets and answers. */
export const queues = ['billing', 'bug', 'how-to', 'other'] as const;

const openings: Readonly<Record<string, readonly string[]>> = {
  billing: [
    'I was charged twice for my subscription and nobody answers.',
    'The invoice of last month names the wrong company.',
    'Where is my refund? It was promised on Monday.',
  ],
  bug: [
    'The export button does nothing since the last update.',
    'After I sign in the page stays white.',
    'Uploading a file over 20 MB ends with error 500.',
  ],
  'how-to': [
    'How do I invite a colleague to my workspace?',
    'Can I change the language of the reports?',
    'Where do I find the key for the API?',
  ],
  other: [
    'Do you have an office in Lisbon?',
    'Thank you, the new editor is lovely.',
    'I am writing a thesis about support desks, may I ask you some questions?',
  ],
};

const endings = [
  'Please help.',
  'I have written three times by now.',
  'It is urgent, our team is waiting.',
  'Best regards, Mina',
  'Thanks in advance!',
  'Sent from my phone',
];

const reasons = [
  'The customer speaks of a payment that was taken twice, which only that team can look into.',
  'Something that worked before does not work any more, and a step to repeat it is named.',
  'The question is about how the product is used, and nothing in it is broken.',
  'Neither money nor a fault is spoken of, so that none of the other queues fits.',
];

export interface Ticket {
  readonly id: string;
  readonly text: string;
  readonly queue: string;
  readonly tags: readonly string[];
}

export function ticketAt(index: number): Ticket {
  const queue = oneOf(queues, 'queue', index);
  const opening = oneOf(openings[queue] ?? [''], 'opening', index);
  const text = `${opening} ${oneOf(endings, 'ending', index)}`;
  const tags = [
    ...(index % 8 === 0 ? ['smoke'] : []),
    ...(chance('long', index) < 0.2 ? ['long'] : []),
    ...(chance('german', index) < 0.1 ? ['german'] : []),
  ];
  return { id: `ticket-${String(index + 1).padStart(4, '0')}`, text, queue, tags };
}

/** What a model makes of a ticket; `isRight` says whether it names the right queue. */
export function answerTo(ticket: Ticket, isRight: boolean, isLong: boolean, seed: string): string {
  const wrong = queues.filter((queue) => queue !== ticket.queue);
  const queue = isRight ? ticket.queue : oneOf(wrong, 'wrong', ticket.id, seed);
  if (!isLong) return queue;
  const first = oneOf(reasons, 'reason', ticket.id);
  const second = oneOf(reasons, 'reason', ticket.id, seed);
  return `${queue}\n\n${first} ${second}\n\n- **Queue:** ${queue}\n- **Sure:** ${isRight ? 'yes' : 'not quite'}\n`;
}
