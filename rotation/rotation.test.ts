import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findApiKey } from '../accounts/api-keys.ts';
import { apply } from '../cases/record/apply.ts';
import { casesHolding } from '../cases/record/files.ts';
import { alikeTo } from '../cases/record/likeness.ts';
import { linkFor, newCode, resolveLink, tryCode } from '../cases/record/links.ts';
import { readCase } from '../cases/record/read-case.ts';
import { signDays, verifyJournals } from '../cases/record/signing.ts';
import { agent, hours, monday } from '../cases/world.testing.ts';
import { followGenerations, holdersOf } from '../database/generations.ts';
import { KeyRing } from '../database/key-ring.ts';
import { connect, type Database, inDepartment } from '../database/pool.ts';
import { type SigningPair, SigningRing } from '../database/signing-ring.ts';
import { saveIntakeDraft } from '../intake/drafts.ts';
import { keepMails } from '../intake/email/inbound-mails.ts';
import { alertOfReceipt } from '../intake/receive.ts';
import { draftOfCode, resumeCode } from '../intake/resume.ts';
import type { KeyName } from '../settings/keys.ts';
import { asOwner, type Desk, freshDesk, type OpenedCase, openCase, signing, testKeys } from '../test/fresh.testing.ts';
import { machineKey } from '../test/machine-key.ts';
import { rotateKey } from './rotation.ts';

/*
 * Cases in flight while each key changes under a process that keeps up, as the API and the worker do: what was received, sealed, sent,
 * found and signed before is all there after, and what comes meanwhile belongs to it.
 */

const acting = { as: 'COMMAND' } as const;
type Name = 'master' | 'journal' | 'index';
const generations: Record<Name, Map<number, Buffer>> = {
  master: new Map([[1, testKeys.master]]),
  journal: new Map([[1, testKeys.journal]]),
  index: new Map([[1, testKeys.index]]),
};
let desk: Desk;
let owner: Database;
/** What the other processes are: it follows, and everything is done through it. */
let db: Database;
let following: ReturnType<typeof followGenerations>;
let before: OpenedCase;
const bytes = Buffer.from('%PDF-1.7 certificat');
const file = { name: 'certificat.pdf', type: 'application/pdf', kind: 'PDF' as const, verdict: 'CLEAN' as const, bytes };

beforeAll(async () => {
  desk = await freshDesk();
  db = connect({ url: desk.fresh.appUrl, keys: generations, acting });
  owner = connect({ url: desk.fresh.ownerUrl, keys: generations, acting });
  following = followGenerations({
    pool: db.pool,
    keys: Object.values(db.keys),
    process: 'test',
    learnAgain: () => {
      for (const name of ['master', 'journal', 'index'] as const) db.keys[name].learn(new Map(generations[name]));
    },
    tell: (wrong) => {
      if (wrong !== null) throw wrong;
    },
    everyMs: 100,
  });
  await following.said;
  before = await openCase(db, { reachable: true, files: [file], externalId: 'avant' });
});
afterAll(async () => {
  await following.stop();
  await owner.end();
  await db.end();
  await desk.end();
});

const rows = (text: string, values: unknown[] = []) => inDepartment(db, '54', async (tx) => (await tx.query({ text }, values)).rows);

async function rotate(name: Name, say: (sentence: string) => void = () => undefined): Promise<void> {
  await rotateKey({
    name,
    db: owner,
    key: owner.keys[name],
    make: () => {
      generations[name].set(Math.max(...generations[name].keys()) + 1, randomBytes(32));
      owner.keys[name].learn(new Map(generations[name]));
    },
    say,
  });
}

const opened = async (caseId: string) => {
  const record = await readCase(db, '54', agent, caseId, 'CASE_PAGE');
  return { flaw: record?.proof.flaw, content: record?.alerts[0]?.content };
};
const verified = async () => (await verifyJournals(db, '54', signing)).flaws;
const likeOf = async (caseId: string) => (await alikeTo(db, '54', caseId, 30)).map((one) => one.caseId);

describe('the master key', () => {
  it('changes under open cases: every wrapped key is wrapped again, and everything opens before, meanwhile and after', async () => {
    const sealedBefore = await rows('SELECT owner_id, wrapped FROM keys.sealed_key ORDER BY owner_id');
    let received = 0;
    let going = true;
    const traffic = (async () => {
      while (going) {
        const { caseId } = await openCase(db);
        expect(await opened(caseId)).toMatchObject({ flaw: null, content: { victim: { name: 'Zéphirine Quillevéré' } } });
        received += 1;
      }
    })();
    await rotate('master');
    await expect.poll(() => received, { timeout: 10_000 }).toBeGreaterThan(2);
    going = false;
    await traffic;
    const after = await rows('SELECT owner_id, wrapped FROM keys.sealed_key ORDER BY owner_id');
    expect(after.length).toBe(sealedBefore.length + received);
    expect(after.filter(({ wrapped }) => wrapped[0] !== 2 || wrapped[1] !== 2)).toEqual([]);
    expect(await opened(before.caseId)).toMatchObject({ flaw: null, content: { victim: { name: 'Zéphirine Quillevéré' } } });
    expect(await verified()).toEqual([]);
  });

  it('is then no longer needed in its older generation', async () => {
    const [newest] = [...generations.master].filter(([generation]) => generation === 2);
    const only = connect({ url: desk.fresh.appUrl, keys: { ...generations, master: new Map([newest ?? [2, Buffer.alloc(0)]]) }, acting });
    const record = await readCase(only, '54', agent, before.caseId, 'CASE_PAGE');
    expect(record?.alerts[0]?.content).not.toBeNull();
    await only.end();
    const old = connect({ url: desk.fresh.appUrl, keys: { ...generations, master: testKeys.master }, acting });
    await expect(readCase(old, '54', agent, before.caseId, 'CASE_PAGE')).rejects.toThrow('generation 2 of the key master');
    await old.end();
  });
});

describe('the journal key', () => {
  it('chains what comes next, in the same journals; each entry is proved with its own', async () => {
    await apply(db, '54', before.caseId, { kind: 'NoteAdded', at: monday + hours(1), by: agent }, { content: 'avant' });
    await rotate('journal');
    await apply(db, '54', before.caseId, { kind: 'NoteAdded', at: monday + hours(2), by: agent }, { content: 'après' });
    const used = await rows('SELECT DISTINCT key_generation FROM journal_entry WHERE case_id = $1 ORDER BY 1', [before.caseId]);
    expect(used).toEqual([{ key_generation: 1 }, { key_generation: 2 }]);
    expect(await verified()).toEqual([]);
    expect((await opened(before.caseId)).flaw).toBeNull();
  });

  it('an entry that says it is of another generation is found out, and one chained with a key given up long ago too', async () => {
    await asOwner(desk, 'ALTER TABLE journal_entry DISABLE TRIGGER immutable');
    const touched = await asOwner(desk, 'UPDATE journal_entry SET key_generation = 2 WHERE case_id = $1 AND seq = 1', [before.caseId]);
    expect(touched).toBe(1);
    expect((await verified())[0]).toContain('L’entrée 1 a été modifiée');
    await asOwner(desk, 'UPDATE journal_entry SET key_generation = 1 WHERE case_id = $1 AND seq = 1', [before.caseId]);
    await asOwner(desk, `UPDATE keys.generation SET since = since - interval '10 years' WHERE name = 'journal' AND generation = 2`);
    expect((await verified()).some((flaw) => flaw.includes('clé du journal retirée'))).toBe(true);
    await asOwner(desk, `UPDATE keys.generation SET since = now() WHERE name = 'journal' AND generation = 2`);
    expect(await verified()).toEqual([]);
  });
});

describe('the index key', () => {
  it('finds the same cases, files, mails, codes, links and keys before, meanwhile and after', async () => {
    const { key } = await machineKey(db, { department: '54', kind: 'desk', organisation: null });
    const subject = { department: '54', caseId: before.caseId, transfer: 't1', organisation: 'cd', contact: 'cd.titular' };
    const link = (await linkFor(db, subject, monday)) ?? '';
    const code = await newCode(db, '54', link, Date.now());
    const draft = '7a3c1c8e-0b3b-4f6e-9a41-000000000001';
    await saveIntakeDraft(db, '54', { id: draft, kind: 'WEB', account: null, content: {} }, Date.now());
    const resume = (await resumeCode(db, '54', draft))?.code ?? '';
    await keepMails(db, '54', 'imap', [{ raw: Buffer.from('From: a@b.example\r\nMessage-ID: <x@b.example>\r\n\r\nBonjour') }], monday);
    const found = async () => {
      const one = await openCase(db);
      return {
        alike: (await likeOf(one.caseId)).length > 0 && (await likeOf(before.caseId)).length > 0,
        file: (await casesHolding(db, '54', [{ bytes }])).map(({ caseId }) => caseId),
        receipt: (await alertOfReceipt(db, before.receipt))?.caseId,
        replay: (await openCase(db, { reachable: true, files: [file], externalId: 'avant' })).receipt,
        link: (await resolveLink(db, link, monday))?.state,
        again: await linkFor(db, subject, monday),
        key: (await findApiKey(db, key))?.kind,
        resume: (await draftOfCode(db, resume))?.id,
        sameResume: (await resumeCode(db, '54', draft))?.code,
      };
    };
    const expected = {
      alike: true,
      file: [before.caseId],
      receipt: before.caseId,
      replay: before.receipt,
      link: 'OPEN',
      again: link,
      key: 'desk',
      resume: draft,
      sameResume: resume,
    };
    expect(await found()).toEqual(expected);
    const seen: unknown[] = [];
    let going = true;
    const traffic = (async () => {
      while (going) seen.push(await found());
    })();
    await rotate('index');
    going = false;
    await traffic;
    expect(seen.length).toBeGreaterThan(1);
    for (const one of seen) expect(one).toEqual(expected);
    expect(await found()).toEqual(expected);
    expect(await tryCode(db, '54', link, code, Date.now())).toBe('OPEN');
    for (const table of ['likeness', 'attachment_body', 'inbound_mail'])
      expect(await rows(`SELECT DISTINCT key_generation FROM ${table}`), table).toEqual([{ key_generation: 2 }]);
    expect(await verified()).toEqual([]);
    const [stored] = await rows('SELECT hmac FROM api_key');
    const only = new KeyRing('index', new Map([...generations.index].filter(([generation]) => generation === 2)));
    const alone = { ...db, keys: { ...db.keys, index: only } };
    expect((await findApiKey(alone, key))?.kind, 'used once since, it is stored under the new one').toBe('desk');
    expect(stored?.hmac).toHaveLength(32);
  });

  it('a contact whose link can be made no more is sent another', async () => {
    const subject = { department: '54', caseId: before.caseId, transfer: 't1', organisation: 'cd', contact: 'cd.titular' };
    const link = (await linkFor(db, subject, monday)) ?? '';
    const only = new KeyRing('index', new Map([...generations.index].filter(([generation]) => generation === 2)));
    const alone = { ...db, keys: { ...db.keys, index: only } };
    expect(await resolveLink(alone, link, monday)).toBeNull();
    const another = await linkFor(alone, subject, monday);
    expect(another).not.toBe(link);
    expect(await resolveLink(alone, another ?? '', monday)).toMatchObject({ state: 'OPEN', transfer: 't1' });
  });
});

describe('the signing key', () => {
  it('signs what is next with the new one, and proves what was signed with the old one’s public half', async () => {
    const first = await signDays(db, '54', signing, Date.now() + hours(48));
    const older = new SigningRing(new Map([[1, { publicKey: signing.publicKey(1) ?? never() }]]));
    expect(first.length).toBeGreaterThan(0);
    const pairs = new Map<number, SigningPair>([
      [2, generateKeyPairSync('ed25519')],
      [1, { publicKey: older.publicKey(1) ?? never() }],
    ]);
    const both = new SigningRing(pairs);
    const second = await signDays(db, '54', both, Date.now() + hours(24 * 4));
    expect(second.length).toBeGreaterThan(0);
    expect((await verifyJournals(db, '54', both)).flaws).toEqual([]);
    expect((await verifyJournals(db, '54', older)).flaws[0]).toContain('génération 2, dont la clé publique n’est pas donnée');
    expect(() => older.signer()).toThrow('generation 1');
  });
});

function never(): never {
  throw new Error('no key');
}

describe('a rotation', () => {
  it('that was broken off goes on, and makes no other generation', async () => {
    await asOwner(desk, `UPDATE keys.generation SET settled_at = NULL WHERE name = 'master' AND generation = 2`);
    const wrapped = await rows('SELECT wrapped FROM keys.sealed_key WHERE owner_id = $1', [before.caseId]);
    await rotate('master');
    expect([...generations.master.keys()]).toEqual([1, 2]);
    expect(await rows('SELECT wrapped FROM keys.sealed_key WHERE owner_id = $1', [before.caseId])).toEqual(wrapped);
  });

  it('waits for every process that lives, and names those that lack the key', async () => {
    const process = { name: 'journal' as KeyName, db: owner, key: owner.keys.journal, make: undefined, say: () => undefined };
    await expect(rotateKey(process)).rejects.toThrow('GUICHET_JOURNAL_KEY n’a pas de génération après la 2');
    expect((await holdersOf(db.pool, 'journal')).map(({ active }) => active)).toEqual([2]);
    await asOwner(
      desk,
      `INSERT INTO keys.holder VALUES (gen_random_uuid(), 'worker', '{"journal": {"generations": [2], "active": 2, "settled": true}}', now() + interval '1 hour')`,
    );
    owner.keys.journal.learn(new Map([...generations.journal, [3, randomBytes(32)]]));
    await expect(rotateKey({ ...process, patienceMs: 1_500 })).rejects.toThrow(/n’ont pas la génération 3 de GUICHET_JOURNAL_KEY \(test, worker\)/);
    expect(await rows(`SELECT max(generation) AS n FROM keys.generation WHERE name = 'journal'`)).toEqual([{ n: 2 }]);
  });

  it('is the owner’s: the application may begin none', async () => {
    await expect(rows(`INSERT INTO keys.generation (name, generation, check_value) VALUES ('master', 9, '\\x00')`)).rejects.toThrow(
      /row-level security/,
    );
    await expect(rows(`UPDATE keys.generation SET settled_at = now()`)).rejects.toThrow(/permission denied/);
    await expect(rows(`DELETE FROM keys.generation`)).rejects.toThrow(/permission denied/);
  });
});

it('the master key wraps again what was on its way under the older generation, and came once all had been made again', async () => {
  const older = connect({ url: desk.fresh.appUrl, keys: { ...generations, master: new Map(generations.master) }, acting });
  const next = Math.max(...generations.master.keys()) + 1;
  // A process in the middle of writing: it has taken up the next generation, and does not know yet that all has been made again.
  const process = '7a3c1c8e-0b3b-4f6e-9a41-0000000000ff';
  const held = { master: { generations: [next, next - 1], active: next, settled: false } };
  await db.pool.query('INSERT INTO keys.holder (id, process, held, at) VALUES ($1, $2, $3, now())', [process, 'late', JSON.stringify(held)]);
  let late: Promise<OpenedCase> | undefined;
  await rotate('master', (sentence) => {
    if (!sentence.includes('enveloppées à nouveau')) return;
    late = openCase(older);
    void late.finally(() => db.pool.query('DELETE FROM keys.holder WHERE id = $1', [process]));
  });
  const { caseId } = (await late) ?? before;
  await older.end();
  const [key] = await rows('SELECT wrapped FROM keys.sealed_key WHERE owner_id = $1', [caseId]);
  expect([...(key?.wrapped.subarray(0, 2) ?? [])]).toEqual([2, next]);
  expect(caseId).not.toBe(before.caseId);
});

it('cut off once every process was told that it is settled, goes on: what was left is wrapped again, and no other generation is begun', async () => {
  const before = [...generations.master.keys()];
  const active = Math.max(...before);
  const older = connect({
    url: desk.fresh.appUrl,
    keys: { ...generations, master: new Map([...generations.master].filter(([one]) => one < active)) },
    acting,
  });
  const { caseId } = await openCase(older);
  await older.end();
  const wrappedBy = async () => [
    ...((await rows('SELECT wrapped FROM keys.sealed_key WHERE owner_id = $1', [caseId]))[0]?.wrapped.subarray(0, 2) ?? []),
  ];
  expect(await wrappedBy()).not.toEqual([2, active]);
  await rotate('master');
  expect(await wrappedBy()).toEqual([2, active]);
  expect([...generations.master.keys()]).toEqual(before);
  expect(await rows(`SELECT max(generation) AS n FROM keys.generation WHERE name = 'master'`)).toEqual([{ n: active }]);
  expect((await opened(caseId)).flaw).toBeNull();
});

it('is not over while a process that lives has not heard that it is settled: cut off there, it begins no other generation', async () => {
  const active = Math.max(...generations.master.keys());
  const process = '7a3c1c8e-0b3b-4f6e-9a41-0000000000fe';
  const held = { master: { generations: [active], active, settled: false } };
  await db.pool.query('INSERT INTO keys.holder (id, process, held, at) VALUES ($1, $2, $3, now())', [process, 'late', JSON.stringify(held)]);
  await expect(
    rotateKey({ name: 'master', db: owner, key: owner.keys.master, make: undefined, say: () => undefined, patienceMs: 1_000 }),
  ).rejects.toThrow(/n’ont pas encore terminé/);
  await db.pool.query('DELETE FROM keys.holder WHERE id = $1', [process]);
  expect(await rows(`SELECT max(generation) AS n FROM keys.generation WHERE name = 'master'`)).toEqual([{ n: active }]);
});
