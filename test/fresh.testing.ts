import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';
import { createAccount, setTies } from '../accounts/accounts.ts';
import { makeCalendarFeed } from '../accounts/calendar-feeds.ts';
import { chooseDigest } from '../accounts/digests.ts';
import { keepAnswer } from '../accounts/kept-answers.ts';
import { keepRefusedForm } from '../accounts/refused-forms.ts';
import { leaveRelief } from '../accounts/reliefs.ts';
import { keepView } from '../accounts/saved-views.ts';
import { sayAway } from '../accounts/teams.ts';
import { openWay } from '../accounts/ways.ts';
import { holdTransfer } from '../cases/lists/transfer-holders.ts';
import type { CaseState } from '../cases/model/state.ts';
import { setApart } from '../cases/record/likeness.ts';
import { linkFor, newCode } from '../cases/record/links.ts';
import { readCase } from '../cases/record/read-case.ts';
import { stepBack } from '../cases/record/release.ts';
import { signDays } from '../cases/record/signing.ts';
import { tellRecipients } from '../cases/telling/tell.ts';
import { agent, atHome, directoryWith, hours, monday, procedure } from '../cases/world.testing.ts';
import { agreeToAnswer, checkRequest, chooseCases, keepRequest, noteAnswerSent, prepareAnswer } from '../data-requests/record/data-requests.ts';
import { createDepartment } from '../database/departments.ts';
import { connect, type Database, inDepartment } from '../database/pool.ts';
import { SigningRing } from '../database/signing-ring.ts';
import type { Directory } from '../directory/directory.ts';
import type { FinessPiece } from '../directory/finess/lines.ts';
import { startCampaign } from '../directory/record/campaigns.ts';
import { saveChanges } from '../directory/record/changes.ts';
import { addDuty } from '../directory/record/duty.ts';
import { keepCalled } from '../directory/record/duty-calls.ts';
import { proposeSwap } from '../directory/record/duty-exceptions.ts';
import { beginTest, keepTold } from '../directory/record/duty-looks.ts';
import { addWeek } from '../directory/record/duty-week.ts';
import { makeEndpointSecret } from '../directory/record/endpoints.ts';
import { takeImport } from '../directory/record/establishment-imports.ts';
import { readImport } from '../directory/record/establishment-reading.ts';
import { keepAct } from '../directory/record/establishments.ts';
import { proposeEntry } from '../directory/record/proposals.ts';
import { publishDirectory } from '../directory/record/revisions.ts';
import { keepTable, rememberHeadings } from '../directory/record/sheets.ts';
import { keepVersion, saveDocumentDraft } from '../documents/transfer-documents.ts';
import type { Examined } from '../files/file.ts';
import type { Alert } from '../intake/alert.ts';
import { announceCall } from '../intake/announced.ts';
import { recordContact } from '../intake/contact.ts';
import { keepCompletionDraft } from '../intake/declarations/completion-drafts.ts';
import { declarationSchema } from '../intake/declarations/declaration.ts';
import { setEstablishments } from '../intake/declarations/establishments.ts';
import { keepDeclaration, keepPart } from '../intake/declarations/kept-declarations.ts';
import { noteNotice } from '../intake/declarations/notices.ts';
import { saveIntakeDraft } from '../intake/drafts.ts';
import { keepMails } from '../intake/email/inbound-mails.ts';
import { receive } from '../intake/receive.ts';
import { noteTold } from '../procedures/record/agreement-told.ts';
import { publishProcedure } from '../procedures/record/published.ts';
import { createDraft, saveEdit } from '../publication/drafts.ts';
import { fingerprint } from '../publication/edits.ts';
import { renewProofs } from '../publication/proofs.ts';
import { beginRehearsal } from '../rehearsal/past/rehearsals.ts';
import { rehearseSome } from '../rehearsal/past/run.ts';
import { keepSituation } from '../rehearsal/situations/kept-situations.ts';
import { usualTerms } from '../retention/classes.ts';
import { drawList } from '../retention/record/destructions.ts';
import { keepOutside } from '../retention/record/outside.ts';
import { askTerms } from '../retention/record/rules.ts';
import { raiseAction } from '../review/record/actions.ts';
import { keepReading } from '../review/record/readings.ts';
import { preparePublication } from '../statistics/record/publications.ts';
import { markRadar } from '../statistics/record/radar.ts';
import { closeHours } from '../traces/close-hours.ts';
import { leaveTrace } from '../traces/leave-trace.ts';
import { bury } from '../traces/tombstones.ts';
import { shippedStudies } from '../training/library/index.ts';
import { keepReviewed } from '../training/record/answers.ts';
import { beginStudy } from '../training/record/studies.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { machineKey } from './machine-key.ts';

export const testKeys = { master: randomBytes(32), journal: randomBytes(32), index: randomBytes(32) };
export const signing = new SigningRing(generateKeyPairSync('ed25519'));

export interface Desk {
  db: Database;
  fresh: FreshDatabase;
  end(): Promise<void>;
}

/** Two departments that work with the law's own test protocol and directory, on a real PostgreSQL. */
export async function freshDesk(keys = testKeys): Promise<Desk> {
  const fresh = await freshDatabase();
  const db = connect({ url: fresh.appUrl, keys, acting: { as: 'COMMAND' } });
  for (const code of ['54', '57']) await openDepartment(db, code);
  return {
    db,
    fresh,
    end: async () => {
      await db.end();
      await fresh.drop();
    },
  };
}

async function openDepartment(db: Database, code: string): Promise<void> {
  await createDepartment(db, { code, name: `Essai ${code}`, mode: 'demonstration' });
  await publishProcedure(db, code, procedure, 'test');
  await publish(db, code, directoryWith());
}

const publish = (db: Database, department: string, { organisations, contacts, links, calendars }: Directory) =>
  publishDirectory(db, { department, organisations, contacts, links, calendars }, 'test');

/** The directory of the tests, in which an establishment has no agreement. */
const withLapse = directoryWith([], (one) => ({
  ...one,
  organisations: one.organisations.map((body) => (body.id === 'home' ? { ...body, lapsed: { from: '2026-11-16' } } : body)),
}));

/** An alert by an agent's telephone, at Monday 10:00, unlike any other. */
export function anAlert(change: Partial<Alert> = {}, facts: Partial<Facts> = {}): Alert {
  const externalId = change.externalId ?? randomBytes(8).toString('hex');
  return {
    department: '54',
    door: { authenticated: true, actor: agent },
    channel: 'PHONE',
    source: 'test',
    externalId,
    bodyHash: createHash('sha256').update(externalId).digest(),
    receivedAt: monday,
    facts: { ...atHome, ...facts },
    reachable: false,
    content: { narrative: 'Madame Zéphirine Quillevéré ne mange plus.', victim: { name: 'Zéphirine Quillevéré' } },
    ...change,
  };
}

export interface OpenedCase {
  caseId: string;
  alertId: string;
  reference: string;
  receipt: string;
  state: CaseState;
}

/** A case opened by an alert from a partner's system: the test protocol routes it at once, to `cd` and to `ars`. */
export async function openCase(db: Database, change: Partial<Alert> = {}, facts: Partial<Facts> = {}): Promise<OpenedCase> {
  const received = await receive(db, anAlert({ channel: 'API', ...change }, { channel: 'API', ...facts }));
  if ('conflict' in received) throw new Error('conflict');
  return received;
}

/** An oral declaration of the test directory's home, as a store keeps it. */
const declared = {
  organisation: 'ehpad',
  declaredAt: monday,
  oralAt: monday,
  writtenDue: monday + hours(48),
  secondDue: null,
  files: [],
  declaration: declarationSchema.parse({
    establishment: 'ehpad',
    category: '1',
    observedOn: '2026-11-16',
    nature: 'Inondation.',
    danger: 0,
    contactName: 'Camille',
  }),
};

/** What only somebody with every right on the database can do: a statement of its owner, inside one department. Answers with the rows touched. */
export async function asOwner(desk: Pick<Desk, 'fresh'>, statement: string, values: unknown[] = [], department = '54'): Promise<number> {
  return (await owning(desk, statement, values, department)).rowCount ?? 0;
}

/** What the department's rows say, whoever they are hidden from. */
export async function rowsAsOwner<Row extends QueryResultRow>(desk: Pick<Desk, 'fresh'>, statement: string, department = '54'): Promise<Row[]> {
  return (await owning<Row>(desk, statement, [], department)).rows;
}

async function owning<Row extends QueryResultRow>({ fresh }: Pick<Desk, 'fresh'>, statement: string, values: unknown[], department: string) {
  const owner = new Client({ connectionString: fresh.ownerUrl });
  await owner.connect();
  try {
    await owner.query(`SELECT set_config('guichet.department', $1, false), set_config('guichet.actor', 'COMMAND', false)`, [department]);
    return await owner.query<Row>(statement, values);
  } finally {
    await owner.end();
  }
}

/** One establishment of a department, as the national file lists it. */
async function* listed(department: string): AsyncGenerator<FinessPiece> {
  const site = { finess: `${department}9990011`, name: 'Foyer', commune: department === '54' ? '54395' : '57463' };
  yield { source: 'EXTRACTION', lines: [{ at: 'ligne 1', site }] };
}

/** Somebody's request about a case, answered. */
async function answerRequest(db: Database, department: string, { caseId, by }: { caseId: string; by: string }): Promise<void> {
  const reader = await createAccount(
    db,
    { department, kind: 'AGENT', organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Alix' },
    null,
  );
  const content = { name: 'Zéphirine Quillevéré', reach: '1 rue de l’Essai', words: 'Que savez-vous de moi ?' };
  const asked = { right: 'ACCESS', came: 'LETTER', receivedOn: '2026-11-16', content, by, formKey: randomUUID() } as const;
  const on = { number: await keepRequest(db, department, asked, monday), by, unchanged: () => true };
  await checkRequest(db, department, { ...on, asker: 'PERSON', proved: true, identity: 'Vue.', mandate: '' }, monday);
  await chooseCases(db, department, { ...on, cases: [caseId] });
  await prepareAnswer(db, department, { ...on, answer: 'Rien.', reach: content.reach, told: '' }, monday);
  await agreeToAnswer(db, department, { ...on, by: reader }, monday);
  await noteAnswerSent(db, department, { ...on, on: '2026-11-16', how: 'LETTER' }, monday);
}

/** One row at least in every table that has a department. */
export async function fillEveryTable(db: Database, department: string): Promise<void> {
  const file: Examined = { name: 'mot.txt', type: 'text/plain; charset=utf-8', kind: 'TEXT', verdict: 'UNCHECKED', bytes: Buffer.from('mot') };
  const names = { implicated: [{ kind: 'ETABLISSEMENT' as const, organisation: 'home' }] };
  const { caseId, alertId, reference } = await openCase(db, { department, reachable: true, files: [file] }, names);
  const account = await createAccount(
    db,
    { department, kind: 'AGENT', organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Camille' },
    'mot de passe',
  );
  await setTies(db, department, account, ['cd2']);
  await publish(db, department, withLapse);
  const other = await createAccount(
    db,
    { department, kind: 'COORDINATOR', organisation: null, email: `${randomUUID()}@guichet.example`, name: 'Dominique' },
    null,
  );
  await openWay(db, { id: account, department }, { purpose: 'INVITATION', by: other, now: monday });
  await sayAway(db, { id: account, department }, '2026-12-15');
  await holdTransfer(db, department, { caseId, transfer: 't1', organisation: 'cd' }, account);
  await makeCalendarFeed(db, { id: account, department }, monday);
  await leaveTrace(db, department, { kind: 'SIGNED_IN', account });
  await setEstablishments(db, department, account, ['ehpad']);
  await keepDeclaration(db, { ...declared, id: alertId, department, caseId, reference });
  const draftOf = { declaration: alertId, part: 'EIGS_SECOND' as const };
  await keepCompletionDraft(db, department, draftOf, { answers: { text: 'Causes.' }, by: 'Camille', at: monday, expected: () => true });
  await noteNotice(db, department, { account, says: 'RECEIPT', about: [{ declaration: alertId, reference, until: null }] }, monday);
  await keepPart(db, department, { declaration: alertId, part: 'WRITTEN', at: monday, by: 'Camille', text: 'Je confirme.' });
  await stepBack(db, department, account, caseId);
  await machineKey(db, { department, kind: 'desk', organisation: null });
  await keepAnswer(db, department, 'owner', 'key', { bodyHash: Buffer.alloc(32), response: {} });
  const token = await linkFor(db, { department, caseId, transfer: 't1', organisation: 'cd', contact: 'cd.titular' }, monday);
  await newCode(db, department, token ?? '', monday);
  await saveIntakeDraft(db, department, { id: randomUUID(), kind: 'CALL', account, content: 'notes' }, monday);
  const draft = await createDraft(db, department, { content: procedure, origin: 'test', by: account }, monday);
  const edit = { part: 'frame', what: 'Titre', seen: fingerprint(procedure, 'frame'), auto: false, by: account } as const;
  await saveEdit(db, department, draft, { ...edit, edit: (content) => ({ ...content, title: 'Autre' }) }, monday);
  const calendar = { part: 'calendar:permanence' as const, after: { region: '54', weekly: null } };
  await saveChanges(db, department, { edits: [calendar], why: 'essai', by: { account, name: 'Somebody' } }, monday);
  const somebody = { account, name: 'Somebody' };
  const number = await readImport(db, department, { name: 'essai.csv', pieces: listed(department) }, { by: somebody, at: monday });
  await takeImport(db, department, number, somebody, monday);
  await readImport(db, department, { name: 'suite.csv', pieces: listed(department) }, { by: somebody, at: monday });
  const act = { finess: `${department}9990011`, kind: 'INJONCTION', authority: 'ARS', since: '2026-11-16', until: null, reference: 'essai' } as const;
  await keepAct(db, department, act, somebody, monday);
  await keepRefusedForm(db, { department, browser: 'somebody' }, '/form', { typed: 'notes' }, monday);
  await keepView(db, department, account, { name: 'Silencieux', list: 'CASES', query: { attente: 'silence' }, shared: false });
  await chooseDigest(db, department, account, { hour: 8 }, monday);
  await leaveRelief(db, department, account, { note: 'Rien à signaler.', hands: false }, monday);
  const asked = await startCampaign(db, department, { scope: {}, contacts: [{ id: 'cd.titular', organisation: 'cd' }], by: somebody }, monday);
  const words = { before: { name: 'Cellule' }, after: { name: 'Accueil' } };
  const from = { campaign: asked ?? '' };
  await proposeEntry(db, department, { contact: 'cd.titular', body: 'cd', says: 'CORRECTED', ...words, by: 'Cellule', from }, monday);
  await keepTable(db, department, account, { name: 'essai.xlsx', table: { header: ['nom'], rows: [] } }, monday);
  await rememberHeadings(db, department, { structure: 'nom' });
  await noteTold(db, department, { evaluateOn: '2027-03-01', left: 90, before: 90 }, monday);
  await makeEndpointSecret(db, { department, contact: 'cd.titular' }, null, monday);
  await announceCall(db, department, { externalId: randomUUID(), caller: '03 83 00 00 01' }, monday);
  await setApart(db, department, account, caseId, randomUUID(), true);
  const given = await addDuty(db, department, { level: 0, starts: monday, ends: monday + hours(24), account, phone: '+33 1 99 00 00 00' });
  const wanted = await addDuty(db, department, { level: 1, starts: monday, ends: monday + hours(24), account: other, phone: '+33 1 99 00 00 01' });
  await proposeSwap(db, department, { giver: account, given, wanted }, monday - hours(1));
  const nights = { weekdays: [1 as const], opens: 1080, closes: 540, first: '2026-12-07', last: '2026-12-07' };
  await addWeek(db, department, { ...nights, level: 0, account, phone: '+33 1 99 00 00 00' }, monday);
  await beginTest(db, department, { account, phone: '+33 1 99 00 00 00' }, { month: '2026-11-01', at: monday, due: monday + hours(24) });
  await keepTold(db, department, { holes: [{ from: monday, until: monday + hours(1) }], tests: [], again: [] });
  await keepCalled(db, { department, caseId, task: 'k1', level: 0, account });
  const document = { department, caseId, transfer: 't1' };
  const written = { model: 'transmission', sections: {} };
  const shown = { head: { title: '', desk: '', reference: '', date: '', mark: null }, to: null, intro: null, sections: [], closing: null };
  await saveDocumentDraft(db, document, { content: written, revision: 0, page: 'page', by: account });
  const making = { by: { kind: 'AGENT' as const, id: account }, at: monday, eventId: 'document', revision: 1 };
  await keepVersion(db, document, making, { version: 1, pdf: Buffer.from('%PDF'), written, shown }, false);
  await saveDocumentDraft(db, document, { content: written, revision: 0, page: 'page', by: account });
  await tellRecipients(db, department, caseId, monday);
  await readCase(db, department, { kind: 'API', id: null }, caseId, 'CASE_PAGE');
  await keepMails(db, department, 'imap', [{ raw: Buffer.from('From: a@b.example\r\n\r\nBonjour') }], monday, { uidValidity: 1n, uid: 1 });
  await renewProofs(db, department, monday);
  const expected = { recipients: [], tasks: [], setAside: [] };
  await keepSituation(db, department, { title: 'Essai', facts: atHome, expected }, account, monday);
  const [study] = shippedStudies();
  if (study !== undefined) await beginStudy(db, department, { ...study, id: 'essai' }, account, monday);
  await keepReviewed(db, department, [{ study: 'essai', answer: { absent: 'essai' } }], account, monday);
  const tried = { ...procedure, number: 2, chapters: [] };
  const period = { from: 0, until: monday + hours(24), directory: null, by: { kind: 'COORDINATOR' as const, id: account } };
  const begun = await beginRehearsal(db, department, { protocol: 'test@2', title: 'Essai', procedure: tried, ...period }, monday);
  if ('id' in begun) await rehearseSome(db, department, begun.id, Date.now);
  await preparePublication(
    db,
    department,
    {
      days: { first: '2026-01-01', last: '2026-12-31' },
      tables: ['alertes-par-porte'],
      mode: 'HIDDEN',
      demonstration: true,
      by: account,
      formKey: 'form',
    },
    monday,
  );
  const contactOf = { source: 'test', externalId: randomUUID(), bodyHash: Buffer.alloc(32), receivedAt: monday };
  await recordContact(db, { department, ...contactOf, channel: 'PHONE', kind: 'ADVICE', content: { narrative: 'Conseil.' } });
  await answerRequest(db, department, { caseId, by: account });
  await askTerms(db, department, { terms: { ...usualTerms, CASE: 60 }, why: 'essai', by: account }, monday);
  // A second time, the first list is still the one.
  const drawn = (await drawList(db, department, account, monday + hours(24 * 800))) ?? 1;
  await inDepartment(db, department, async (tx) => {
    await keepOutside(db, tx, department, { number: drawn, cases: [randomUUID()], messageIds: ['essai@mail.example'] });
    await bury(tx, department, [{ entries: 1, head: Buffer.alloc(32) }], { month: '2026-11-01', now: monday, signing });
    await tx.query({ text: 'INSERT INTO mail_gone (department, identity) VALUES ($1, $2)' }, [department, randomBytes(32)]);
    await tx.query({ text: `INSERT INTO past_contact (department, contact_kind, channel, at) VALUES ($1, 'ADVICE', 'PHONE', $2)` }, [
      department,
      new Date(monday),
    ]);
  });
  await inDepartment(db, department, async (tx) => {
    await tx.query(
      {
        text: `INSERT INTO review_month (department, month, drawn_at, day, root, seed, frame, frame_digest, checklist)
             VALUES ($1, '2026-10-01', now(), '2026-11-01', '\\x00', 'graine', 1, '\\x00', 1) ON CONFLICT DO NOTHING`,
      },
      [department],
    );
    await tx.query(
      { text: `INSERT INTO review_case (department, month, case_id, place) SELECT $1, '2026-10-01', $2, count(*) + 1 FROM review_case` },
      [department, caseId],
    );
  });
  const reviewed = { month: '2026-10-01', caseId };
  await keepReading(db, department, reviewed, { reader: other, answers: { faits: 'MET' }, note: 'Bien.' }, monday);
  const action = { formKey: 'form', criterion: 'faits', what: 'Revoir.', owner: account, due: '2027-01-15', by: other };
  await raiseAction(db, department, { ...reviewed, ...action }, monday);
  await markRadar(
    db,
    department,
    { kind: 'PLACE', subject: `${department}9990011`, state: 'OPENED', why: null, signals: 3, by: account, after: null },
    monday,
  );
  await signDays(db, department, signing, Date.now() + hours(48));
  await closeHours(db, department, signing, Date.now() + hours(2));
}
