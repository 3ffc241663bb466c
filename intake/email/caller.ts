import { phoneNumber } from '../../vocabulary/phone-number.ts';

const aNumber = /(?:\+|\b00)\d[\d .()/-]{7,18}\d|(?<![\d+])0\d(?:[ ./-]?\d\d){4}(?!\d)|(?<![\d+])(?:33|262|590|594|596)[1-9]\d{8}(?!\d)/g;
const calledLabel =
  /(?:\b(?:vers|pour|destinataire|appelé|appelée|called|callee|to|à|boîte|boite|messagerie|mailbox|extension|poste|ligne|line|sda|did|numéro appelé|your|votre|compte|account|rappel(?:er|ez)? le répondeur|consulter|écouter|composez|dial)\b|\bmessagerie vocale du)[^0-9\n]{0,60}$/iu;
const callerLabel =
  /(?:\b(?:de|du|from|appelant|caller(?: ?id)?|cid|expéditeur|émetteur|correspondant|numéro de l[’']appelant|appel(?: manqué)? (?:de|du)|laissé par|par|depuis|provenance|origine|source|message de)\b)[^0-9\n]{0,40}$/iu;
const hidden =
  /(?:num[ée]ro|appelant|appel|caller(?: ?id)?|from|de|correspondant|expéditeur)[^\n0-9]{0,40}(?:masqu|secret|anonym|inconnu|privé|private|withheld|unknown|unavailable|indisponible|confidentiel|restricted|blocked)|\b(?:anonymous|withheld|restricted)\b|[0-9][ .]?(?:[*xX•]{2}[ .]?){2}/iu;

/**
 * The number of whoever left a message, from what an exchange writes: the one it calls the caller's; else the only one that is neither
 * ours nor that of the line called. Undefined where it says that the number is hidden, or leaves a doubt: nobody is called back on a guess.
 */
export function callerIn(subject: string, text: string, department: string, ours: readonly string[]): string | undefined {
  const own = new Set(ours.map((line) => phoneNumber(line, department)?.dialled ?? line));
  const said = [subject, text.slice(0, 5_000)];
  const found = said.flatMap((where) =>
    [...where.matchAll(aNumber)].map(({ 0: written, index }) => {
      const before = where.slice(Math.max(0, index - 80), index);
      const number = dialled(written, department);
      return { written, number, caller: callerLabel.test(before), called: calledLabel.test(before) || own.has(number) };
    }),
  );
  const others = found.filter(({ called }) => !called);
  const named = others.find(({ caller }) => caller);
  if (named !== undefined) return named.written.trim();
  if (said.some((where) => hidden.test(where))) return undefined;
  return new Set(others.map(({ number }) => number)).size === 1 ? others[0]?.written.trim() : undefined;
}

const dialled = (written: string, department: string): string => {
  const text = written.replaceAll('/', ' ');
  return phoneNumber(text, department)?.dialled ?? phoneNumber(`+${text.replaceAll(/\D/g, '')}`, department)?.dialled ?? text.replaceAll(/\D/g, '');
};
