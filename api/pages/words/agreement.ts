import type { Agreement } from '../../../procedures/procedure.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { AgreementLines } from '../../../templates/views/editor.ts';

/** An agreement as pages say it. */
export function agreementLines({ signedOn, evaluateOn, bodies }: Agreement): AgreementLines {
  return {
    signedOn,
    evaluateOn,
    bodies: bodies.map(({ name, competence, designated, deputy }) => ({ name, competence: typographic(competence), designated, deputy })),
  };
}
