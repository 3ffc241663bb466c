import { describe, expect, test } from 'vitest';
import { type MailTexts, mailEngine } from './mail.ts';

const write = mailEngine();
const dueAt = Date.parse('2026-11-26T16:00:00Z');
const common = {
  chrome: { zone: 'Europe/Paris', now: Date.parse('2026-11-23T09:00:00Z') },
  reference: '54-2026-0183/1',
  desk: { name: 'Guichet de Meurthe-et-Moselle', phone: '03 83 00 00 54' },
  demonstration: false,
};
const recipient = { role: 'ARS' as const, organisation: 'ARS Grand Est', gist: 'Grave, domicile', link: 'http://localhost:3977/t/abc?x=1&y=2' };
const asked = 'Évaluer la situation et dire la suite donnée.';

const views: MailTexts = {
  transfer: { ...common, ...recipient, asked, information: false, dueAt },
  reminder: { ...common, ...recipient, asked, rank: 2, sentAt: dueAt, dueAt },
  escalation: { ...common, ...recipient, asked, as: 'SUPERIOR', sentAt: dueAt, dueAt },
  information: { ...common, ...recipient, dueAt, says: 'CHALLENGE' },
  changed: { ...common, ...recipient, asked, information: false, dueAt },
  text: { ...common, ...recipient },
  link: { ...common, ...recipient },
  revoked: { ...common, role: 'ARS', organisation: 'ARS Grand Est', gist: '' },
  'duty-roster': {
    ...common,
    holes: [{ from: dueAt, until: dueAt + 3_600_000, now: false }],
    missed: [{ person: 'Nora Lambert', phone: '06 00 00 00 02', calledAt: dueAt }],
    link: recipient.link,
  },
  agreement: { ...common, evaluateOn: '2027-03-01', left: 90, link: recipient.link },
  digest: { ...common, atOnce: false, late: 2, waiting: 5, mine: 1, references: ['54-2026-0183'], link: recipient.link },
  declaration: { ...common, several: 0, says: 'WRITTEN_DUE', dueAt, link: 'http://localhost:3977/etablissement/declarations/1' },
  'directory-check': { ...common, organisation: 'ARS Grand Est', again: true, link: recipient.link },
  'duty-call': { ...common, sayable: 'Appeler la police.', dueAt, link: recipient.link },
  author: { ...common, receivedAt: dueAt, link: 'http://localhost:3977/54/lire', first: true, code: 'K7QM-4T2A-9XWD-HR6P' },
  'one-time-code': { ...common, code: '482 913', minutes: 15 },
  'account-way': { ...common, invitation: true, link: 'http://localhost:3977/connexion/acces/jeton', expiresAt: dueAt },
  'account-rescued': { ...common, person: 'Nora Lambert', at: dueAt, link: 'http://localhost:3977/guichet/comptes' },
  'account-of-body': {
    ...common,
    body: 'EHPAD Les Mirabelliers',
    act: 'a ouvert un compte',
    at: dueAt,
    link: 'http://localhost:3977/guichet/comptes/1',
  },
  'account-changed': { ...common, act: 'Votre compte est suspendu.', by: 'DESK', at: dueAt },
};

describe.each(Object.keys(views) as (keyof MailTexts)[])('the mail %s', (name) => {
  const mail = write(name, views[name]);

  test('says the reference in its subject, on one line, and who writes', () => {
    // Whoever reads an author's mailbox must not learn of a case.
    if (name === 'author') expect(`${mail.subject} ${mail.text}`).not.toMatch(/54-2026|alerte|maltrait|signalement|dossier/i);
    else if (!name.startsWith('account-') && !['duty-roster', 'directory-check', 'agreement', 'digest'].includes(name))
      expect(mail.subject).toMatch(/54-2026-0183\/1/);
    expect(mail.subject).not.toMatch(/[\r\n<{]/);
    expect(mail.text).toContain('Guichet de Meurthe-et-Moselle, 03 83 00 00 54');
  });

  test('says the same in text and in HTML, without a blank in either', () => {
    const told = mail.html
      .replace(/<head>.*?<\/head>/, '')
      .replaceAll('<br>', '\n')
      .replaceAll('</p><p>', '\n\n')
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=');
    expect(told.trim()).toBe(mail.text.trim());
    expect(mail.text).not.toMatch(/undefined|null|\{\{|\n{3}/);
    expect(mail.html).not.toMatch(/https?:\/\/(?!localhost)/);
  });
});

test('a link is one address in both, and a date is written in words', () => {
  const { text, html } = write('transfer', views.transfer);
  expect(text).toContain('\nhttp://localhost:3977/t/abc?x=1&y=2\n');
  expect(html).toContain('href="http://localhost:3977/t/abc?x&#x3D;1&amp;y&#x3D;2"');
  expect(text.replaceAll('\u00a0', ' ')).toContain('Pour quand : jeudi 26 novembre, 17 h.');
});

test('what is sent for information asks no answer', () => {
  expect(write('transfer', views.transfer).text).toMatch(/Voir la transmission et répondre, sans compte[\s\S]*ne vaut pas réponse/);
  const { text } = write('transfer', { ...views.transfer, information: true });
  expect(text).toContain('Voir la transmission, sans compte');
  expect(text).not.toMatch(/répon/);
});

test('a demonstration says so first', () => {
  expect(write('revoked', { ...views.revoked, demonstration: true }).subject).toMatch(/^\[Démonstration\] /);
});

test.each(['transfer', 'reminder', 'information', 'changed'] as const)(
  'in the mail %s, the instant and what is asked are paragraphs of their own',
  (name) => {
    expect(write(name, views[name]).text).toMatch(/[^\n]\n\nPour quand[^\n]+\n\n[^\n]/);
  },
);

test('without a due instant nothing is left hanging', () => {
  const { dueAt: _, ...undated } = views.transfer;
  expect(write('transfer', undated).text).not.toMatch(/Pour quand|\n{3}/);
});
