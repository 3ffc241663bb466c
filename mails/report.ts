import type { DeliveryReport } from './mail.ts';
import { searched } from './phrases.ts';

/** What the fields of a delivery report say (RFC 3464), of all its recipients; null where there is no report. */
export function reportFrom(status: Buffer | null): DeliveryReport | null {
  if (status === null) return null;
  const fields = status.subarray(0, 200_000).toString('latin1');
  const said = [...fields.matchAll(/^[ \t]{0,8}action[ \t]{0,8}:[ \t]{0,8}([\w-]{1,20})/gim)].map(([, action = '']) => action.toLowerCase());
  const has = (...actions: string[]) => said.some((action) => actions.includes(action));
  const action = has('failed', 'failure', 'expired', 'undeliverable')
    ? 'failed'
    : has('delayed', 'delay', 'transient')
      ? 'delayed'
      : has('delivered', 'relayed', 'expanded', 'success')
        ? 'delivered'
        : 'unsaid';
  const codes = [...fields.matchAll(/^[ \t]{0,8}status[ \t]{0,8}:[^\n]{0,40}?([245]\.\d{1,3}\.\d{1,3})/gim)].map(([, code = '']) => code);
  const diagnosed = [...fields.matchAll(/^[ \t]{0,8}diagnostic-code[ \t]{0,8}:([^\n]{0,500}(?:\n[ \t][^\n]{0,500}){0,5})/gim)].map(([, text = '']) =>
    codeIn(text),
  );
  const exact = codes.find((code) => code.startsWith('5') && !/^5\.0\.0$/.test(code));
  const told = diagnosed.find((code) => code !== null);
  return { action, status: exact ?? told ?? codes[0] ?? 'UNKNOWN' };
}

/** The code that a text gives, written or in words; null when it gives none. */
export function codeIn(text: string): string | null {
  const said = searched(text, 8_000);
  const enhanced = /(?:^|[^\d.])(5\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(said)?.[1];
  if (enhanced !== undefined && enhanced !== '5.0.0') return enhanced;
  for (const [code, pattern] of inWords) if (pattern.test(said)) return code;
  if (enhanced !== undefined) return enhanced;
  const basic = /(?:^|\D)(5[0-5]\d)(?:[ -]|$)/.exec(said)?.[1];
  if (basic !== undefined) return basic === '552' ? '5.2.2' : basic === '550' || basic === '551' || basic === '553' ? '5.1.1' : '5.0.0';
  return /(?:^|[^\d.])(4\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(said)?.[1] ?? null;
}

const inWords: [code: string, said: RegExp][] = [
  [
    '5.2.2',
    /(?:mailbox|mail box|inbox|boîte|quota|storage).{0,60}(?:full|exceed|over|pleine?|saturée?|dépass|atteint)|over ?quota|insufficient (?:system )?storage/,
  ],
  [
    '5.1.1',
    /(?:user|recipient|mailbox|address|account|destinataire|adresse|utilisateur|boîte).{0,60}(?:unknown|not found|not exist|n't exist|n't have|invalid|inconnu|introuvable|n'existe|inexistant|couldn't be found|wasn't found|is no longer)|(?:unknown|no such|invalid|bad) (?:local )?(?:user|recipient|address|mailbox|alias)|no mailbox here|unbekannter|address not found/,
  ],
  [
    '5.1.2',
    /(?:host|domain|domaine|nom de domaine).{0,60}(?:not found|unknown|n't exist|not exist|inconnu|introuvable|n'existe)|unrouteable|bad destination/,
  ],
  [
    '5.7.1',
    /relay(?:ing)? (?:access )?denied|access denied|(?:blocked|rejected|refused|bloqué|rejeté|refusé).{0,80}(?:policy|spam|content|reputation|politique|indésirable|dmarc|spf)|spam/,
  ],
  ['5.2.3', /message (?:size|too (?:big|large))|exceeds .{0,40}(?:size|limit)|taille.{0,40}(?:maxim|dépass)/],
  ['5.2.1', /(?:mailbox|account|compte|boîte).{0,60}(?:disabled|inactive|suspended|désactiv|suspendu|fermé)/],
  ['5.4.7', /retry time(?:out)? exceeded|retry timeout|expired|expiré|too long|delivery time/],
];
