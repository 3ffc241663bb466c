import type { Instant } from '../../../calendar/span.ts';
import type { AlertMail, SenderChecks } from '../../../cases/model/content.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { AlertShown } from '../../../templates/views/case.ts';
import { mailsHref } from '../shared/addresses.ts';

/** The mail of an alert, as the case shows it; `madeSure`: when somebody of the desk made sure of its sender. */
export function alertMail({ mail, from, checks }: AlertMail, madeSure: Instant | undefined): NonNullable<AlertShown['mail']> {
  return { from, href: `${mailsHref}/${mail}`, checks: checksInWords(checks), ...(madeSure !== undefined && { madeSure }) };
}

export const failed = new Set(['fail', 'softfail', 'permerror', 'policy']);

export function checksInWords(checks: SenderChecks | null): { label: string; text: string; doubt: boolean }[] {
  if (checks === null) return [];
  const says: [string, string, string, string][] = [
    ['DMARC', checks.dmarc, 'Le domaine affiché est bien celui qui a envoyé.', 'Le domaine affiché n’est pas prouvé : l’adresse peut être usurpée.'],
    ['SPF', checks.spf, 'Envoyé par un serveur que le domaine autorise.', 'Envoyé par un serveur que le domaine n’autorise pas.'],
    ['DKIM', checks.dkim, 'Signé par le domaine, et intact.', 'Signature absente ou rompue.'],
  ];
  return says.map(([label, result, good, bad]) => ({
    label,
    text: typographic(result === 'pass' ? good : failed.has(result) ? bad : 'Le domaine n’en dit rien.'),
    doubt: failed.has(result),
  }));
}
