import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDepartment } from '../../database/pool.ts';
import type { Examined } from '../../files/file.ts';
import { asOwner, type Desk, freshDesk, openCase } from '../../test/fresh.testing.ts';
import type { Channel, Field } from '../../vocabulary/vocabulary.ts';
import type { AlertContent } from '../model/content.ts';
import type { Actor, CaseEvent } from '../model/events.ts';
import { apply } from '../record/apply.ts';
import { addFiles, applyWithFiles } from '../record/files.ts';
import { mergeCases, separateCases } from '../record/merging.ts';
import { type CaseRecord, caseState, readCase } from '../record/read-case.ts';
import { waiting } from '../told/leaving.ts';
import { textToAgree } from '../told/text.ts';
import { openToldVersion, readTold, readToldFile, readToldOriginal, toldVersions } from './read-told.ts';
import { tellRecipients } from './tell.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await freshDesk();
});
afterAll(() => desk.end());

const agent: Actor = { kind: 'AGENT', id: null };
const partner: Actor = { kind: 'PARTNER', id: 'contact' };
const everything: Field[] = [
  'VICTIM_IDENTITY',
  'VICTIM_CONTACT',
  'IMPLICATED_IDENTITY',
  'FACTS',
  'PLACE',
  'NARRATIVE',
  'HEALTH',
  'ASSETS',
  'ATTACHMENTS',
];
const note = (name: string, text = 'mot'): Examined => ({
  name,
  type: 'text/plain; charset=utf-8',
  kind: 'TEXT',
  verdict: 'CLEAN',
  bytes: Buffer.from(text),
});

const author = { anonymousToDesk: false, anonymousToImplicated: true, name: 'Hermine Quillevéré', phone: '06 39 98 00 11', link: 'PROCHE' } as const;
const calm: AlertContent = { narrative: 'Elle reste seule toute la journée.', victim: { name: 'Odette Vasseur' }, reporter: author };

const toPolice = {
  kind: 'TransferAdded',
  role: 'POLICE',
  organisation: 'police',
  mode: 'TRANSFER',
  purpose: 'ACTION',
  policy: 'quick',
  discloses: everything,
  legalBasis: [],
} as const satisfies Partial<CaseEvent>;

/** A case whose transfer to the police discloses everything but the author. */
async function sent(content: AlertContent, files: Examined[] = [], channel: Channel = 'API') {
  const { caseId } = await openCase(desk.db, { content, files, channel }, { channel });
  const act = async (
    event: { [Kind in CaseEvent['kind']]: Omit<Extract<CaseEvent, { kind: Kind }>, 'at' | 'by'> }[CaseEvent['kind']],
    extra = {},
  ) => {
    const applied = await apply(desk.db, '54', caseId, { ...event, at: Date.now(), by: agent } as CaseEvent, extra);
    if ('refused' in applied) throw new Error(applied.refused.sayable);
    return applied;
  };
  const { state } = await act(toPolice);
  const transfer = state.transfers.find(({ organisation }) => organisation === 'police')?.id ?? '';
  const own = { department: '54', caseId, transfer, organisation: 'police' };
  const told = async () => {
    await tellRecipients(desk.db, '54', caseId, Date.now());
    return readTold(desk.db, own, partner, 'TRANSFER_CONTENT');
  };
  return { caseId, transfer, own, act, told };
}
const textOf = (told: Awaited<ReturnType<typeof readTold>>, field: Field) => told?.dossier.sections.find((section) => section.field === field);
const asPolice = (caseId: string, table: string, column = 'case_id') =>
  inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: `SELECT 1 FROM ${table} WHERE ${column} = $1` }, [caseId])).rowCount, {
    organisation: 'police',
  });

describe('what a recipient is told', () => {
  it('is not the words of the alert once somebody wrote others that wait to be read again', async () => {
    const { act, told } = await sent(calm);
    await act({ kind: 'TextHeld' }, { content: { text: 'Hermine Quillevéré le dit.', proposed: true } });
    expect(textOf(await told(), 'NARRATIVE')).toMatchObject({ text: '', held: true });
    await act({ kind: 'TextAgreed' }, { content: { text: 'On le dit.' } });
    expect(textOf(await told(), 'NARRATIVE')).toMatchObject({ text: 'On le dit.', held: false });
  });

  it('is a confirmation where it adds to what was declared; once somebody agreed to other words, it waits for a person, who reads what it adds', async () => {
    const declared = 'Nature des faits : Odette Vasseur a été trouvée enfermée.\nLieu : Ailleurs, ou non connu';
    const one = await sent({ ...calm, narrative: declared }, [], 'DECLARATION');
    const confirm = (text: string) => one.act({ kind: 'DeclarationCompleted', part: 'WRITTEN' }, { content: { text } });
    const added = async () => (await one.told())?.dossier.additions.map(({ text, held }) => ({ text, held }));
    await confirm(declared.replaceAll('\n', '\r\n\r\n'));
    expect(await added(), 'the declaration over again').toEqual([]);
    await confirm(`${declared}\nDeux portes.`);
    expect(await added()).toEqual([{ text: `${declared}\nDeux portes.`, held: false }]);
    await one.act({ kind: 'TextAgreed' }, { content: { text: 'Une dame a été trouvée enfermée. Deux portes.' } });
    expect(await added(), 'the words that were taken out').toEqual([]);
    await confirm(declared);
    expect(await added()).toEqual([]);
    await confirm(`${declared.replace('Odette', 'Mme Odette')}\nTrois portes.`);
    expect(await added()).toEqual([{ text: '', held: true }]);
    const record = (await readCase(desk.db, '54', agent, one.caseId, 'CASE_PAGE')) as CaseRecord;
    expect(record.state.tasks.filter(({ kind, status }) => kind === 'TEXT_TO_READ' && status === 'OPEN')).toHaveLength(1);
    expect(textToAgree(record)).toBe(
      'Une dame a été trouvée enfermée. Deux portes.\n\nNature des faits : Mme Odette Vasseur a été trouvée enfermée.\nTrois portes.',
    );
    await one.act({ kind: 'TextAgreed' }, { content: { text: 'Une dame a été trouvée enfermée. Trois portes.' } });
    expect(await added()).toEqual([]);
    expect((await caseState(desk.db, '54', one.caseId))?.state.tasks.find(({ kind }) => kind === 'TEXT_TO_READ')?.status).toBe('DONE');
  });

  it('is the words of its own fields, says what is withheld and what the author asks, and is written once', async () => {
    const one = await sent(calm);
    await Promise.all(Array.from({ length: 6 }, () => tellRecipients(desk.db, '54', one.caseId, Date.now())));
    const told = await one.told();
    expect(told).toMatchObject({ version: 1, dossier: { unrecognised: true, declaredBy: [], questions: [], document: null } });
    expect(textOf(told, 'NARRATIVE')).toEqual({ field: 'NARRATIVE', text: 'Elle reste seule toute la journée.', held: false });
    expect(textOf(told, 'VICTIM_IDENTITY')?.text).toBe('Odette Vasseur');
    expect(told?.dossier.withheld).toContain('REPORTER_IDENTITY');
    expect(JSON.stringify(told)).not.toMatch(/Hermine|Quillev|39 98/);
    expect((await toldVersions(desk.db, '54', one.caseId)).filter(({ transfer }) => transfer === one.transfer)).toMatchObject([{ version: 1 }]);
  });

  it('is each of several implicated, with their tie and where they work; a word there that names the author waits, as any other', async () => {
    const helper = { name: 'Armelle Le Floc’h', relation: 'Autre professionnel', establishment: 'Aide à domicile du Val' };
    const two = await sent({ ...calm, implicated: [{ name: 'Hedwige Vauquelin', relation: 'sa fille' }, {}, helper] });
    expect(textOf(await two.told(), 'IMPLICATED_IDENTITY')).toEqual({
      field: 'IMPLICATED_IDENTITY',
      text: 'Hedwige Vauquelin\nsa fille\n\nArmelle Le Floc’h\nAutre professionnel\nAide à domicile du Val',
      held: false,
    });
    const naming = await sent({ ...calm, implicated: [{ ...helper, establishment: 'Chez Hermine Quillevéré, aide à domicile' }] });
    expect(textOf(await naming.told(), 'IMPLICATED_IDENTITY')).toMatchObject({ text: '', held: true });
  });

  it('is not written again while nothing that is told changes, and is when it does; what was told before stays, for the desk', async () => {
    const one = await sent(calm);
    await one.told();
    await one.act({ kind: 'NoteAdded' }, { content: { text: 'Rappelé.' } });
    expect(await one.told()).toMatchObject({ version: 1 });
    await one.act({ kind: 'TextAgreed' }, { content: { text: 'Une dame âgée est seule le jour.' } });
    const told = await one.told();
    expect([told?.version, textOf(told, 'NARRATIVE')?.text]).toEqual([2, 'Une dame âgée est seule le jour.']);
    const before = await openToldVersion(desk.db, one.own, 1, agent);
    expect(textOf(before, 'NARRATIVE')?.text).toBe('Elle reste seule toute la journée.');
    expect(await asPolice(one.caseId, 'told')).toBe(1);
  });

  it('holds back a text that names a withheld author, and never the transfer; one task a case', async () => {
    const one = await sent({
      ...calm,
      narrative: 'Hermine Quillevéré, au 06 39 98 00 11, dit qu’elle est seule.',
      health: 'Selon Hermine Quillevéré, elle tombe.',
    });
    const told = await one.told();
    expect(textOf(told, 'NARRATIVE')).toEqual({ field: 'NARRATIVE', text: '', held: true });
    expect(textOf(told, 'HEALTH')).toEqual({ field: 'HEALTH', text: '', held: true });
    expect(textOf(told, 'FACTS')?.text).not.toBe('');
    await one.act({ kind: 'NoteAdded' }, { content: { text: 'Rappelé.' } });
    await one.told();
    const tasks = (await caseState(desk.db, '54', one.caseId))?.state.tasks.filter(({ kind }) => kind === 'TEXT_TO_READ');
    expect(tasks).toHaveLength(1);
    await one.act({ kind: 'TextAgreed' }, { content: { text: 'Une voisine dit qu’elle est seule.' } });
    const after = await one.told();
    expect([after?.version, textOf(after, 'NARRATIVE')]).toEqual([
      2,
      { field: 'NARRATIVE', text: 'Une voisine dit qu’elle est seule.', held: false },
    ]);
  });

  it('is held back again once somebody whom an agreed text names has alerted: in a case that was merged, even since separated', async () => {
    const one = await sent(calm);
    await one.act({ kind: 'TextAgreed' }, { content: { text: 'Sa voisine Gaëtane Montfaucon l’entend crier.' } });
    expect(textOf(await one.told(), 'NARRATIVE')).toMatchObject({ held: false });
    const other = await openCase(desk.db, { content: { ...calm, reporter: { ...author, name: 'Gaëtane Montfaucon' } } });
    const both = { by: agent, at: Date.now(), caseId: other.caseId, other: one.caseId };
    for (const { id } of (await caseState(desk.db, '54', other.caseId))?.state.transfers ?? [])
      await apply(desk.db, '54', other.caseId, { kind: 'TransferCancelled', transfer: id, reason: 'AGENT', at: Date.now(), by: agent }, {});
    expect(await mergeCases(desk.db, '54', both)).toEqual({ done: true });
    expect(textOf(await one.told(), 'NARRATIVE')).toMatchObject({ text: '', held: true });
    expect((await caseState(desk.db, '54', one.caseId))?.state.tasks.map(({ kind }) => kind)).toContain('TEXT_TO_READ');
    await separateCases(desk.db, '54', both);
    expect(textOf(await one.told(), 'NARRATIVE')).toMatchObject({ text: '', held: true });
  });

  it('takes no number in the person’s address for hers when it is the author’s', async () => {
    const one = await sent({ ...calm, victim: { name: 'Odette Vasseur', address: 'Chez sa voisine, 06 39 98 00 11' } });
    expect(textOf(await one.told(), 'VICTIM_CONTACT')).toMatchObject({ text: '', held: true });
    const typed = await sent({ ...calm, victim: { name: 'Odette Vasseur', phone: '+33 6 39 98 00 11' } });
    expect(textOf(await typed.told(), 'VICTIM_CONTACT')).toMatchObject({ text: '', held: true });
  });

  it('is hers too where they live together', async () => {
    const address = '3 rue Haute, 54000 Nancy';
    const one = await sent({ ...calm, reporter: { ...author, address }, victim: { name: 'Odette Vasseur', address, phone: author.phone } });
    expect(textOf(await one.told(), 'VICTIM_CONTACT')).toMatchObject({ held: false });
  });

  it('never says that she spoke herself, of a mail whose sender has the person’s name', async () => {
    const { link: _unsaid, ...mail } = { ...author, name: 'VASSEUR Odette' };
    const one = await sent({ ...calm, narrative: 'J’ai peur de lui.', reporter: mail });
    expect(textOf(await one.told(), 'NARRATIVE')).toMatchObject({ text: '', held: true });
  });

  it('names nobody who wrote in the author’s place, even where the author is told', async () => {
    const helper = { name: 'Odile Trévarez', contact: '06 39 98 00 22', agreed: 'OUI' } as const;
    const { caseId, told, act } = await sent({
      ...calm,
      helper,
      narrative: 'Hermine Quillevéré, 06 39 98 00 11, la voit crier.',
      health: 'Dit à Odile Trévarez.',
    });
    const { state } = await act({
      kind: 'TransferAdded',
      role: 'PARQUET',
      organisation: 'parquet',
      mode: 'TRANSFER',
      purpose: 'ACTION',
      policy: 'quick',
      discloses: [...everything, 'REPORTER_IDENTITY'],
      legalBasis: [],
    });
    await told();
    const { id: transfer = '', organisation = '' } = state.transfers.find(({ role }) => role === 'PARQUET') ?? {};
    const read = await readTold(desk.db, { department: '54', caseId, transfer, organisation }, partner, 'TRANSFER_CONTENT');
    expect([textOf(read, 'NARRATIVE')?.held, textOf(read, 'HEALTH')?.held]).toEqual([false, true]);
  });

  it('names no file after a withheld author', async () => {
    const one = await sent({ ...calm, reporter: { ...author, name: 'Hermine Mina Quillevéré' } }, [
      note('lettre de Hermine Quillevéré.txt'),
      note('certificat.txt', 'autre'),
      note('de.Mina', 'trois'),
    ]);
    expect((await one.told())?.dossier.files.map(({ name, nameHeld }) => [name, nameHeld])).toEqual([
      ['Pièce 1.txt', true],
      ['certificat.txt', false],
      ['Pièce 3', true],
    ]);
  });
});

describe('the files', () => {
  it('leave as copies; what the author adds later leaves once somebody of the desk released it', async () => {
    const one = await sent(calm, [note('mot.txt')]);
    const [first] = (await one.told())?.dossier.files ?? [];
    expect((await readToldFile(desk.db, one.own, partner, first?.id ?? ''))?.bytes?.toString()).toBe('mot');
    await addFiles(desk.db, '54', one.caseId, { kind: 'REPORTER', id: null }, [note('photo.txt', 'plus tard')], 'follow:1', Date.now());
    expect((await one.told())?.dossier.files.map(({ name }) => name)).toEqual(['mot.txt']);
    const { rows } = await inDepartment(desk.db, '54', (tx) =>
      tx.query<{ id: string }>({ text: `SELECT id FROM attachment WHERE source = 'follow:1' AND case_id = $1` }, [one.caseId]),
    );
    const file = rows[0]?.id ?? '';
    expect(await readToldFile(desk.db, one.own, partner, file)).toBeNull();
    for (let times = 0; times < 2; times += 1) await one.act({ kind: 'FileReleased', file }, { eventId: `release:${file}` });
    expect((await one.told())?.dossier.files.map(({ name }) => name)).toEqual(['mot.txt', 'photo.txt']);
    expect((await readToldFile(desk.db, one.own, partner, file))?.bytes?.toString()).toBe('plus tard');
    // Each content is copied once, whatever the versions.
    expect(await asPolice(one.caseId, 'told_file')).toBe(2);
  });

  it('of a recipient are the desk’s alone, for whoever is told later too, until it releases them; their sender is no reader they wait for', async () => {
    const one = await sent(calm);
    const event = { kind: 'ProgressSaid', transfer: one.transfer, written: true, at: Date.now(), by: partner } as const;
    await applyWithFiles(desk.db, '54', one.caseId, { event, eventId: 'partner:news', files: [note('compte-rendu.txt')], text: '' });
    const transferred = (organisation: string) => ({ ...toPolice, role: 'PARQUET', organisation }) as const;
    const record = async () => (await readCase(desk.db, '54', agent, one.caseId, 'CASE_PAGE')) as CaseRecord;
    const filesWaiting = async () => {
      const { files, ...read } = await record();
      // What its protocol told of it besides is not asked here.
      const transfers = read.state.transfers.filter(({ mode, organisation }) => mode === 'TRANSFER' && /^(police|parquet)$/.test(organisation));
      return [...waiting({ ...read, state: { ...read.state, transfers } }, files)];
    };
    expect(await filesWaiting()).toEqual([]);
    const { state } = await one.act(transferred('parquet'));
    const later = { ...one.own, transfer: state.transfers.at(-1)?.id ?? '', organisation: 'parquet' };
    const read = async () => {
      await one.told();
      return (await readTold(desk.db, later, partner, 'TRANSFER_CONTENT'))?.dossier.files.map(({ name }) => name);
    };
    expect(await read()).toEqual([]);
    const [file] = (await record()).files;
    expect(await filesWaiting()).toEqual([file?.id]);
    await one.act({ kind: 'FileReleased', file: file?.id ?? '' });
    expect(await read()).toEqual(['compte-rendu.txt']);
  });
});

describe('an original', () => {
  const photo = async () =>
    ({
      name: 'photo.jpg',
      type: 'image/jpeg',
      kind: 'IMAGE',
      verdict: 'CLEAN',
      bytes: await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
        .withExif({ IFD0: { Artist: 'Hermine' } })
        .jpeg()
        .toBuffer(),
    }) satisfies Examined;

  it('is read by whom it was given to, while its transfer opens content, and by nobody else', async () => {
    const one = await sent(calm, [await photo()]);
    const file = (await one.told())?.dossier.files[0]?.id ?? '';
    expect(await readToldOriginal(desk.db, one.own, partner, file)).toBeNull();
    await one.act({ kind: 'OriginalGiven', transfer: one.transfer, file }, { content: { text: 'Demandé par l’enquêteur.' } });
    expect((await one.told())?.dossier.originals?.map(({ id, name }) => [id, name])).toEqual([[file, 'photo.jpg']]);
    const bytes = (await readToldOriginal(desk.db, one.own, partner, file))?.bytes;
    expect(bytes?.includes('Hermine')).toBe(true);
    // What everybody reads is the copy still.
    expect((await readToldFile(desk.db, one.own, partner, file))?.bytes?.includes('Hermine')).toBe(false);

    const { state } = await one.act({
      kind: 'TransferAdded',
      ...{ role: 'PARQUET', organisation: 'parquet', mode: 'TRANSFER', purpose: 'ACTION', policy: 'quick', discloses: everything, legalBasis: [] },
    });
    await one.told();
    const other = { ...one.own, transfer: state.transfers.at(-1)?.id ?? '', organisation: 'parquet' };
    expect((await readTold(desk.db, other, partner, 'TRANSFER_CONTENT'))?.dossier.originals).toBeUndefined();
    expect(await readToldOriginal(desk.db, other, partner, file)).toBeNull();
    const copies = (organisation: string) =>
      inDepartment(desk.db, '54', async (tx) => (await tx.query({ text: 'SELECT 1 FROM told_file WHERE case_id = $1' }, [one.caseId])).rowCount, {
        organisation,
      });
    expect([await copies('police'), await copies('parquet')]).toEqual([2, 1]);

    await one.act({ kind: 'TransferCancelled', transfer: one.transfer, reason: 'AGENT' });
    expect(await readToldOriginal(desk.db, one.own, partner, file)).toBeNull();
    expect(await copies('police')).toBe(0);
  });
});

describe('the recipient’s own role', () => {
  const keysSeen = (caseId: string) =>
    inDepartment(
      desk.db,
      '54',
      async (tx) =>
        (await tx.query({ text: 'SELECT 1 FROM keys.sealed_key k JOIN told t ON t.id = k.owner_id WHERE t.case_id = $1' }, [caseId])).rowCount,
      { organisation: 'police' },
    );
  const all = async ({ caseId }: { caseId: string }) => [await asPolice(caseId, 'told'), await asPolice(caseId, 'told_file'), await keysSeen(caseId)];

  it('reads what was told, and nothing once its transfer was refused, or was in conflict of interest', async () => {
    for (const reason of ['HORS_COMPETENCE', 'CONFLIT_INTERETS'] as const) {
      const one = await sent(calm, [note('mot.txt')]);
      await one.told();
      expect(await all(one)).toEqual([1, 1, 1]);
      await one.act({ kind: 'Refused', transfer: one.transfer, reason });
      expect(await all(one)).toEqual([0, 0, 0]);
      expect(await asPolice(one.caseId, 'transfer')).toBe(reason === 'CONFLIT_INTERETS' ? 0 : 1);
      expect(await readTold(desk.db, one.own, partner, 'TRANSFER_CONTENT')).toBeNull();
    }
  });

  it('reads what needs no answer any more for ninety days after the case was closed', async () => {
    const one = await sent(calm);
    await one.told();
    await one.act({ kind: 'OutcomeGiven', transfer: one.transfer, outcome: ['NON_COMMUNICABLE'] });
    const closed = (days: number) =>
      asOwner(desk, `UPDATE transfer SET closed_at = now() - make_interval(days => $2) WHERE case_id = $1`, [one.caseId, days]);
    await closed(89);
    expect(await all(one)).toEqual([1, 0, 1]);
    await closed(91);
    expect(await all(one)).toEqual([0, 0, 0]);
    // Whoever is in charge goes on reading.
    await asOwner(desk, `UPDATE transfer SET status = 'IN_CHARGE' WHERE case_id = $1 AND id = $2`, [one.caseId, one.transfer]);
    expect(await all(one)).toEqual([1, 0, 1]);
  });

  it('writes nothing, and opens nothing that was told to another', async () => {
    const one = await sent(calm);
    await one.told();
    await expect(
      inDepartment(desk.db, '54', (tx) => tx.query({ text: 'UPDATE told SET current = false' }), { organisation: 'police' }),
    ).rejects.toThrow(/permission denied/);
    expect(await readTold(desk.db, { ...one.own, transfer: 't1' }, partner, 'TRANSFER_CONTENT')).toBeNull();
    expect(await readTold(desk.db, { ...one.own, organisation: 'cd' }, partner, 'TRANSFER_CONTENT')).toBeNull();
  });

  it('ends with the keys of what was told', async () => {
    const one = await sent(calm, [note('mot.txt')]);
    const [file] = (await one.told())?.dossier.files ?? [];
    await asOwner(desk, `DELETE FROM keys.sealed_key WHERE kind = 'TOLD'`);
    expect(await readTold(desk.db, one.own, partner, 'TRANSFER_CONTENT')).toBeNull();
    expect(await readToldFile(desk.db, one.own, partner, file?.id ?? '')).toBeNull();
  });
});
