import { Router } from 'express';
import { accountNames } from '../../../accounts/accounts.ts';
import { frenchDay } from '../../../calendar/french.ts';
import { dayIn } from '../../../calendar/local.ts';
import { territoryOf } from '../../../calendar/territory.ts';
import { casesById } from '../../../cases/lists/cases.ts';
import { answeredBy, askers, cameBy, dataRights, extensionReasons, type RequestStep, saidOnCase } from '../../../data-requests/codes.ts';
import { type DataRequest, keepRequest, listRequests, stepOf } from '../../../data-requests/record/data-requests.ts';
import { typographic } from '../../../templates/text/typography.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { caseHref, dataRequestHref, dataRequestPaths, dataRequestsHref } from '../shared/addresses.ts';
import { readIsoDay } from '../shared/day.ts';
import { chromeFor, traceAct } from '../shared/desk-page.ts';
import { freeText, neededText, oneCode, parsed } from '../shared/fields.ts';
import { signedInDoor } from '../shared/form-door.ts';
import { formPage } from '../shared/form-page.ts';
import { plainText } from '../words/text-marks.ts';
import { requestAnswerPages } from './request-answer.ts';
import { requestCasePages } from './request-cases.ts';
import { requestCheckPages } from './request-check.ts';
import { choicesOf, dataRequestLine, onDataRequest, openDataRequest } from './request-view.ts';

const mostInName = 200;
const mostInWords = 10_000;
const codesOf = <Code extends string>(words: Readonly<Record<Code, unknown>>) => Object.keys(words) as Code[];

/** What people ask about data on them: the list, a new one, and each with what is to be done. */
export function dataRequestPages(parts: Parts): Router {
  const pages = Router();
  const db = parts.database;

  pages.get(dataRequestPaths.all, async (request, response) => {
    const all = await listRequests(db, signedIn(response).department);
    const lines = all.map((one) => dataRequestLine(one, parts.now()));
    response.type('html').send(
      parts.page('desk/data-requests', {
        chrome: await chromeFor(parts, request, response),
        open: lines.filter(({ sentOn }) => sentOn === undefined),
        answered: lines.filter(({ sentOn }) => sentOn !== undefined),
        newHref: dataRequestHref('new'),
      }),
    );
  });

  formPage(parts, pages, {
    at: dataRequestPaths.new,
    door: signedInDoor(parts),
    open: async () => null,
    fields: {
      right: oneCode(codesOf(dataRights), 'Choisissez ce qui est demandé.'),
      came: oneCode(codesOf(cameBy), 'Dites comment la demande est arrivée.'),
      receivedOn: parsed(readIsoDay, 'Écrivez le jour où la demande est arrivée, comme 27/11/2026.'),
      name: neededText('Écrivez le nom de qui demande.', mostInName),
      about: freeText(mostInName),
      reach: neededText('Écrivez comment lui répondre sans danger : une adresse postale, ou comment lui remettre la réponse.', mostInWords),
      words: neededText('Écrivez ce qui est demandé, dans ses mots.', mostInWords),
    },
    check: ({ receivedOn }, _nothing, { ask }) =>
      receivedOn !== undefined && receivedOn > dayIn(parts.now(), territoryOf(signedIn(ask.response).department).zone)
        ? [{ field: 'receivedOn' as const, message: 'Ce jour n’est pas encore passé : donnez celui où la demande est arrivée.' }]
        : [],
    view: async (form, _nothing, { request, response }) =>
      parts.page('desk/data-request-new', {
        chrome: await chromeFor(parts, request, response),
        form,
        rights: choicesOf(
          Object.fromEntries(codesOf(dataRights).map((right) => [right, `${dataRights[right].label} (${dataRights[right].article})`])),
        ),
        ways: choicesOf(cameBy),
        backHref: dataRequestsHref,
      }),
    act: async ({ right, came, receivedOn, name, about, reach, words }, _nothing, { ask, act }) => {
      const { department, id } = signedIn(ask.response);
      const content = { name, reach: plainText(reach), words: plainText(words), ...(about !== '' && { about }) };
      const number = await keepRequest(db, department, { right, came, receivedOn, content, by: id, formKey: `page:${id}:${act}` }, parts.now());
      await traceAct(parts, ask, 'DATA_REQUEST_RECORDED');
      return { to: dataRequestHref('one', number), said: `La demande n° ${number} est notée.` };
    },
  });

  pages.get(dataRequestPaths.one, async (request, response) => {
    const ask = { request, response };
    const { department } = signedIn(response);
    const of = await openDataRequest(parts, ask);
    const nameOf = await accountNames(db, department);
    const cases = await casesById(db, department, of.cases);
    const { chrome, listHref } = await onDataRequest(parts, ask, of);
    response.type('html').send(
      parts.page('desk/data-request', {
        chrome,
        line: dataRequestLine(of, parts.now()),
        pairs: pairsOf(of, nameOf).map(([name, text]) => ({ label: name, text })),
        cases: cases.map(({ caseId, reference }) => ({
          reference,
          href: caseHref(reference),
          written: of.content.written?.includes(caseId) === true,
        })),
        acts: actsOf(of, parts.now()),
        ...(of.content.answer !== undefined && of.answered !== null && { answer: of.content.answer }),
        backHref: listHref,
      }),
    );
  });

  pages.use(requestCheckPages(parts), requestCasePages(parts), requestAnswerPages(parts));
  return pages;
}

/** Everything of a request in words, in the order in which it came about. */
function pairsOf(
  { content, checked, came, receivedOn, recorded, extended, answered, read, sent }: DataRequest,
  nameOf: (id: string) => string,
): [string, string][] {
  const by = (act: { by: string } | null, name: string): [string, string][] => (act === null ? [] : [[name, nameOf(act.by)]]);
  const maybe = (name: string, text: string | undefined): [string, string][] => (text === undefined || text === '' ? [] : [[name, text]]);
  return [
    ['Demandé par', content.name],
    ...maybe('Au sujet de', content.about),
    ['Arrivée', typographic(`${cameBy[came]}, le ${frenchDay(receivedOn)} ; notée par ${nameOf(recorded.by)}`)],
    ['Répondre', content.reach],
    ['Demande', content.words],
    ...(checked === null
      ? []
      : ([
          ['Qui demande', typographic(askers[checked.asker].label)],
          ['Identité', `${typographic(`${checked.proved ? 'Prouvée' : 'Non prouvée'}, selon ${nameOf(checked.by)} :`)} ${content.identity ?? ''}`],
        ] satisfies [string, string][])),
    ...maybe('Mandat', content.mandate),
    ...(extended === null || content.extension === undefined
      ? []
      : ([['Délai prolongé', typographic(`Par ${nameOf(extended.by)}. ${extensionReasons[content.extension]}`)]] satisfies [string, string][])),
    ...by(answered, 'Réponse préparée par'),
    ...by(read, 'Relue par'),
    ...(sent === null
      ? []
      : ([['Remise', typographic(`${answeredBy[sent.how]}, le ${frenchDay(sent.on)} ; notée par ${nameOf(sent.by)}`)]] satisfies [string, string][])),
  ];
}

type ActPage = 'check' | 'cases' | 'write' | 'answer' | 'read' | 'letter' | 'sent' | 'extend' | 'notice';

/** What may be done with a request now, what is to be done next first. */
function actsOf(of: DataRequest, now: number): { label: string; href: string; main?: true }[] {
  const step = stepOf(of);
  if (step === 'DONE') return of.answered === null ? [] : [{ label: 'Revoir la réponse (PDF)', href: dataRequestHref('letter', of.number) }];
  const next: Record<Exclude<RequestStep, 'DONE'>, ActPage> = { CHECK: 'check', PREPARE: 'answer', READ: 'read', SEND: 'sent' };
  const writes = of.checked?.proved === true && saidOnCase(of.right) !== null && of.cases.length > 0;
  const labels: Record<ActPage, string> = {
    check: 'Vérifier l’identité et le mandat',
    cases: 'Choisir les dossiers concernés',
    write: 'Inscrire la demande aux dossiers',
    answer: 'Préparer la réponse',
    read: 'Relire la réponse',
    letter: 'La réponse à imprimer (PDF)',
    sent: 'Noter que la réponse est remise',
    extend: 'Prolonger le délai de deux mois',
    notice: 'La lettre qui dit pourquoi le délai est prolongé (PDF)',
  };
  const offered: [ActPage, boolean][] = [
    [next[step], true],
    ['check', step !== 'CHECK'],
    ['cases', true],
    ['write', writes],
    ['answer', step === 'READ' || step === 'SEND'],
    ['letter', step === 'SEND'],
    ['extend', of.extended === null && of.dueAt >= now],
    ['notice', of.extended !== null],
  ];
  return offered.flatMap(([page, is], index) =>
    is ? [{ label: typographic(labels[page]), href: dataRequestHref(page, of.number), ...(index === 0 && { main: true as const }) }] : [],
  );
}
