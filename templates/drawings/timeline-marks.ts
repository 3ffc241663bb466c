import type { MarkSign } from '../views/rehearsal.ts';

/** What each sign says, in the order of the legend. */
export const markWords: Record<MarkSign, string> = {
  start: 'alerte',
  sent: 'prévenu',
  received: 'reçu',
  charge: 'pris en charge, qualifié',
  outcome: 'suite donnée',
  question: 'complément demandé',
  reminder: 'relance',
  missed: 'délai dépassé',
  escalation: 'escalade',
  ended: 'refus, changement',
  failed: 'non remis',
  task: 'tâche',
  late: 'tâche en retard',
  note: 'autre',
};

/** A sign of its own for each, told apart without colour. */
const shapes: Record<MarkSign, (x: number, y: number) => string> = {
  start: (x, y) => `<circle cx="${x}" cy="${y}" r="8" class="w-stop w-current"/><circle cx="${x}" cy="${y}" r="3.5" class="w-core"/>`,
  sent: (x, y) =>
    `<circle cx="${x}" cy="${y}" r="8.5" class="w-stop w-reached"/><path d="M${x - 4} ${y}h7m-3-3.5l3.5 3.5-3.5 3.5" class="w-tick t-fine"/>`,
  received: (x, y) => `<circle cx="${x}" cy="${y}" r="8" class="w-stop w-current"/>`,
  charge: (x, y) => `<circle cx="${x}" cy="${y}" r="8.5" class="w-stop w-reached"/><path d="M${x - 4} ${y}l2.8 3.2 5.2-6.4" class="w-tick t-fine"/>`,
  outcome: (x, y) =>
    `<rect x="${x - 8}" y="${y - 8}" width="16" height="16" rx="2" class="w-stop w-reached"/><path d="M${x - 4} ${y}l2.8 3.2 5.2-6.4" class="w-tick t-fine"/>`,
  question: (x, y) =>
    `<circle cx="${x}" cy="${y}" r="8.5" class="w-stop w-due"/><text x="${x}" y="${y + 4.5}" font-size="13" text-anchor="middle" class="w-strong">?</text>`,
  reminder: (x, y) => `<path d="M${x} ${y - 9}l9 9-9 9-9-9z" class="w-stop w-due" stroke-linejoin="round"/>`,
  missed: (x, y) =>
    `<path d="M${x} ${y - 10}l10 18h-20z" class="w-stop w-late" stroke-linejoin="round"/><path d="M${x} ${y - 3}v5m0 3v.5" class="w-cross t-fine"/>`,
  escalation: (x, y) =>
    `<circle cx="${x}" cy="${y}" r="8.5" class="w-stop w-late"/><path d="M${x} ${y + 5}v-9m-3.8 3.6l3.8-3.8 3.8 3.8" class="t-arrow"/>`,
  ended: (x, y) => `<circle cx="${x}" cy="${y}" r="8.5" class="w-stop"/><path d="M${x - 4} ${y - 4}l8 8m0-8l-8 8" class="w-cross t-fine"/>`,
  failed: (x, y) =>
    `<rect x="${x - 8}" y="${y - 8}" width="16" height="16" class="w-stop w-late"/><path d="M${x - 4} ${y - 4}l8 8m0-8l-8 8" class="w-cross t-fine"/>`,
  task: (x, y) => `<rect x="${x - 7.5}" y="${y - 7.5}" width="15" height="15" class="w-stop w-due"/>`,
  late: (x, y) =>
    `<rect x="${x - 7.5}" y="${y - 7.5}" width="15" height="15" class="w-stop w-late"/><path d="M${x} ${y - 4}v5m0 3v.5" class="w-cross t-fine"/>`,
  note: (x, y) => `<circle cx="${x}" cy="${y}" r="5.5" class="w-stop"/>`,
};

export const markShape = (sign: MarkSign, x: number, y: number): string => shapes[sign](x, y);
