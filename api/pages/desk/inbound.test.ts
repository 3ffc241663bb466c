import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseIdOf, readCase } from '../../../cases/record/read-case.ts';
import { inDepartment } from '../../../database/pool.ts';
import { mailAuthenticator } from '../../../intake/email/authentic.ts';
import type { MailDesk } from '../../../intake/email/desk.ts';
import { keepMails } from '../../../intake/email/inbound-mails.ts';
import { mime } from '../../../intake/email/mails.testing.ts';
import { mailsWaiting } from '../../../intake/email/quarantine.ts';
import { settleWaiting } from '../../../intake/email/settle.ts';
import { demonstrationAccount, startTestApi, type TestApi, Visitor } from '../../../test/api.testing.ts';

let api: TestApi;
let agent: Visitor;
let mails: MailDesk;
beforeAll(async () => {
  api = await startTestApi();
  const check = mailAuthenticator({ authservId: 'mx.guichet.example', resolver: undefined });
  mails = { db: api.db, domain: 'guichet.example', check, voicemail: new Map(), clamd: undefined, now: Date.now };
  agent = new Visitor(api.url);
  await agent.signIn(demonstrationAccount('54', 'AGENT'));
});
afterAll(async () => {
  await api?.end();
});

async function takeIn(raw: Buffer): Promise<void> {
  await keepMails(api.db, '54', 'smtp', [{ raw }], Date.now());
  await settleWaiting(mails, '54');
}

const results = 'mx.guichet.example; spf=fail smtp.mailfrom=x; dkim=none; dmarc=fail (p=reject) header.from=example.org';
const spam = (subject: string, more: Record<string, string> = {}) =>
  mime({
    from: 'Nina <nina@example.org>',
    subject,
    text: 'Ma voisine ne sort plus.',
    headers: { 'X-Spam-Flag': 'YES', ...more },
    attachments: [{ name: 'note.txt', content: 'Vue lundi.' }],
  });

/** Opens the mail of the list with this subject. */
async function openMail(subject: string, list = '/guichet/courriels'): Promise<string> {
  await agent.open(list);
  const href = new RegExp(`href="(/guichet/courriels/[0-9a-f-]+)">${subject}<`).exec(agent.page.text)?.[1] ?? '';
  await agent.open(href);
  return href;
}

describe('the quarantine', () => {
  test('tells in the navigation that something waits, and shows a mail as safe text with the reasons and the checks', async () => {
    await agent.open('/guichet/courriels');
    expect(agent.words).toContain('Rien ici.');
    await takeIn(spam('Premier', { 'Authentication-Results': results }));
    await agent.open('/guichet');
    expect(agent.words).toContain('Courriels 1');
    await openMail('Premier');
    expect(agent.words).toContain('Votre serveur de courrier l’a jugé indésirable.');
    expect(agent.words).toContain('Son expéditeur est usurpé');
    expect(agent.words).toContain('l’adresse peut être usurpée');
    expect(agent.words).toContain('Ma voisine ne sort plus.');
    expect(agent.words).toContain('note.txt');
    expect(agent.page.text).not.toContain('/original');
  });

  test('is searched by sender, kind, date and case', async () => {
    const found = async (query: string) => {
      await agent.open(`/guichet/courriels?${query}`);
      return agent.words.includes('Premier');
    };
    for (const [expediteur, there] of [
      ['Nina@example.org', true],
      ['autre@example.org', false],
    ] as const) {
      await agent.open('/guichet/courriels');
      await agent.submit('/courriels/chercher', { expediteur });
      expect(agent.words.includes('Premier')).toBe(there);
      expect(agent.page.url.toLowerCase()).not.toContain('example.org');
    }
    expect(await found('type=SPAM')).toBe(true);
    expect(await found('type=BOUNCE')).toBe(false);
    expect(await found('du=2000-01-01&au=2000-01-02')).toBe(false);
    expect(await found('du=01/01/2000')).toBe(true);
    expect(await found('reference=54-26-0000-00')).toBe(false);
    await agent.open('/guichet/courriels?du=hier');
    expect(agent.page.text).toMatch(/<title>Erreur\s: /);
    expect(agent.words).toContain('Écrivez la date comme 22/11/2026.');
    await agent.submit('/courriels/chercher', { du: 'demain' });
    expect(agent.refusal).toContain('Écrivez la date comme 22/11/2026.');
  });

  test('a mail that is no spam opens a case with its files, once', async () => {
    const href = await openMail('Premier');
    await agent.submit('/reprendre');
    const reference = /dossiers\/(54-[^/]+)/.exec(agent.page.url)?.[1] ?? '';
    const record = await readCase(api.db, '54', { kind: 'API', id: null }, (await caseIdOf(api.db, '54', reference)) ?? '', 'CASE_PAGE');
    expect(record?.alerts[0]?.content?.narrative).toContain('Ma voisine ne sort plus.');
    expect(record?.files.map(({ name }) => name)).toEqual(['note.txt']);
    await agent.open(href);
    expect(agent.words).toContain(reference);
    expect(agent.words).not.toContain('Que faire de ce courriel');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(agent.page.text)?.[1] ?? '';
    await agent.post(`${href}/reprendre`, { _csrf: csrf });
    expect(agent.page.url).toContain(reference);
    await agent.open(`${href}/original`);
    expect(agent.page.text).toContain('X-Spam-Flag: YES');
    const coordinator = new Visitor(api.url);
    await coordinator.signIn(demonstrationAccount('54', 'COORDINATOR'));
    await coordinator.open(`/guichet/dossiers/${reference}/acces`);
    expect(coordinator.words).toContain('Camille Lambert Courriel reçu, lu');
  });

  test('a mail is discarded with a reason, found again, and taken back', async () => {
    await takeIn(spam('Second'));
    await openMail('Second');
    await agent.submit('/ecarter', {});
    expect(agent.refusal).not.toBeNull();
    expect(agent.words).toContain('Dites pourquoi ce courriel est écarté.');
    await agent.submit('/ecarter', { reason: 'MISTAKE' });
    expect(agent.words).not.toContain('Second');
    await openMail('Second', '/guichet/courriels?etat=ecartes');
    expect(agent.words).toContain('Envoyé au guichet par erreur');
    await agent.submit('/reprendre');
    expect(agent.page.url).toMatch(/dossiers\/54-/);
  });

  test('an answer that speaks of another situation is put there, back, or made a case of its own; each case says so', async () => {
    const said = async (reference: string) => {
      await agent.open(`/guichet/dossiers/${reference}`);
      return agent.words;
    };
    const opened = async (subject: string, id: string) => {
      await takeIn(mime({ from: 'Nina <nina@example.org>', subject, text: 'Madame Petit tombe souvent.', headers: { 'Message-ID': id } }));
      await openMail(subject, '/guichet/courriels?etat=dossiers');
      return /dossiers\/(54-[^"]+)"/.exec(agent.page.text)?.[1] ?? '';
    };
    const [first, second] = [await opened('Au rez-de-chaussée', '<rez@example.org>'), await opened('Au premier étage', '<etage@example.org>')];
    const files = [{ name: 'palier.txt', content: 'Vu mardi.' }];
    const headers = { 'Message-ID': '<suite@example.org>', 'In-Reply-To': '<rez@example.org>', References: '<rez@example.org>' };
    await takeIn(mime({ from: 'Nina <nina@example.org>', subject: 'Suite', text: 'Monsieur Roux crie la nuit.', headers, attachments: files }));
    const href = await openMail('Suite', '/guichet/courriels?etat=dossiers');
    expect(agent.words).toContain(first);

    await agent.submit('/joindre', { dossier: '54-26-0000-00' });
    expect(agent.refusal).toContain('Ce dossier n’existe pas, ou ne vous est pas ouvert');
    expect(agent.page.text).toContain('value="54-26-0000-00"');
    await agent.submit('/joindre', { dossier: first });
    expect(agent.refusal).toContain('déjà dans ce dossier');

    await agent.submit('/joindre', { dossier: second.toLowerCase() });
    expect(agent.page.url).toContain(second);
    expect(await said(second)).toContain('Monsieur Roux crie la nuit.');
    expect(agent.words).toContain('palier.txt');
    expect(await said(first)).toContain('Ce courriel a été mis dans un autre dossier');
    expect(agent.words.split('mis dans un autre dossier')).toHaveLength(2);

    await agent.open(href);
    await agent.submit('/joindre', { dossier: first });
    expect(await said(second)).toContain('mis dans un autre dossier');
    await agent.open(href);
    await agent.submit('/dossier');
    const own = /dossiers\/(54-[^/?]+)/.exec(agent.page.url)?.[1] ?? '';
    expect([first, second]).not.toContain(own);
    expect(await said(own)).toContain('Monsieur Roux crie la nuit.');
    await agent.open(href);
    expect(agent.words).toContain('réunissez les deux dossiers');
    expect(agent.page.text).not.toContain('/joindre"');
  });

  test('what nothing proves is the author’s word once an agent made sure who wrote it, and no more once she takes that back', async () => {
    await takeIn(mime({ from: 'Lou <lou@example.org>', subject: 'Au fond', text: 'Elle crie.', headers: { 'Message-ID': '<fond@example.org>' } }));
    await openMail('Au fond', '/guichet/courriels?etat=dossiers');
    const reference = /dossiers\/(54-[^"]+)"/.exec(agent.page.text)?.[1] ?? '';
    const headers = { 'Message-ID': '<encore@example.org>', 'In-Reply-To': '<fond@example.org>' };
    await takeIn(mime({ from: 'Lou <lou@example.org>', subject: 'Encore', text: 'Ce matin aussi.', headers }));
    const href = await openMail('Encore', '/guichet/courriels?etat=dossiers');
    const exchanged = async () => {
      await agent.open(`/guichet/dossiers/${reference}`);
      return agent.words.slice(agent.words.indexOf('Échanges avec l’auteur')).includes('Ce matin aussi.');
    };
    expect(await exchanged()).toBe(false);
    await agent.open(href);
    await agent.submit('/expediteur');
    expect(agent.words).toContain('Expéditeur vérifié par Camille Lambert');
    expect(await exchanged()).toBe(true);
    expect(agent.words).toContain('Le guichet a vérifié qui a écrit ce courriel');
    await agent.open(href);
    await agent.submit('/expediteur/retrait');
    expect(agent.words).not.toContain('Expéditeur vérifié par');
    expect(await exchanged()).toBe(false);
  });

  test('each reading is logged, and another department reads nothing', async () => {
    await takeIn(spam('Troisième'));
    const href = await openMail('Troisième');
    const { rows } = await inDepartment(api.db, '54', (tx) =>
      tx.query<{ n: number }>({ text: `SELECT count(*)::int AS n FROM access_log WHERE what = $1` }, [`MAIL:${href.split('/').at(-1)}`]),
    );
    expect(rows[0]?.n).toBe(1);
    const other = new Visitor(api.url);
    await other.signIn(demonstrationAccount('57', 'AGENT'));
    expect((await other.open(href)).status).toBe(404);
  });
});

test('a mail that nobody could sort for a minute is told by the doctor until it is sorted', async () => {
  await keepMails(api.db, '54', 'smtp', [{ raw: spam('En attente') }], Date.now());
  expect(await mailsWaiting(api.db)).toEqual([]);
  await inDepartment(api.db, '54', (tx) =>
    tx.query({ text: `UPDATE inbound_mail SET received_at = now() - interval '2 minutes' WHERE status = 'WAITING'` }),
  );
  expect(await mailsWaiting(api.db)).toEqual([{ department: '54', mails: 1 }]);
  await settleWaiting(mails, '54');
  expect(await mailsWaiting(api.db)).toEqual([]);
});

test('nothing of a mail is in the clear in the log', () => {
  for (const word of ['nina@', 'Nina', 'voisine']) expect(api.log()).not.toContain(word);
});
