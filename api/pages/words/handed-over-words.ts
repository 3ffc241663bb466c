import type { HandedOver } from '../../../cases/telling/handed-over.ts';
import { idOfDesk } from '../../../directory/neighbours.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Names } from './names.ts';

/** Where a transfer arrived at another desk of this installation: the case it is there. */
export function thereOf(handed: readonly HandedOver[], transfer: string): { there?: string } {
  const found = handed.find(({ from }) => from.transfer === transfer);
  return found === undefined ? {} : { there: typographic(`Arrivé là-bas : dossier ${referenceOf(found.to)}`) };
}

/** The desk that handed this case over, and what it is told of it. */
export function originOf(handed: readonly HandedOver[], caseId: string, names: Names): { origin?: string } {
  const found = handed.find(({ to }) => to.caseId === caseId);
  if (found === undefined) return {};
  const desk = names.organisation(idOfDesk(found.from.department));
  return {
    origin: typographic(
      `Transmis par : ${desk}, dossier ${referenceOf(found.from)}. Ce guichet en répond tant que vous n’avez pas qualifié ; il est prévenu de ce que vous décidez.`,
    ),
  };
}

const referenceOf = ({ reference }: HandedOver['from' | 'to']): string => reference ?? 'détruit depuis, à son terme';
