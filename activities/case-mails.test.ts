import { describe, expect, it } from 'vitest';
import type { SaidToRecipient } from '../cases/model/message.ts';
import type { MailMatter } from '../cases/record/mail-matter.ts';
import { askedOf } from '../cases/running/asked.ts';
import { whyNoLongerAsked } from '../cases/running/why-ended.ts';
import { atHome, hours, Played } from '../cases/world.testing.ts';
import { mailEngine } from '../templates/mail.ts';
import { writeDutyCall, writeTransferMail } from './case-mails.ts';

const write = mailEngine();
const link = 'http://localhost:3977/t/abc';

function subjectOf(played: Played): MailMatter {
  return {
    reference: '54-26-7K3M-Q2',
    state: played.state,
    clockOffset: 0,
    demonstration: true,
    exercise: null,
    department: { code: '54', name: 'Meurthe-et-Moselle' },
    world: played.world,
  };
}

function mailOf(played: Played, said: SaidToRecipient, contactId = 'cd.titular') {
  const transfer = played.state.transfers.find(({ organisation }) => organisation === 'cd');
  const contact = played.world.directory.contactById.get(contactId);
  if (transfer === undefined || contact === undefined) throw new Error('no transfer to cd');
  return writeTransferMail(write, subjectOf(played), said, { transfer, contact, link }, played.now);
}

describe('a mail to a recipient', () => {
  const played = Played.qualified();

  it('says what is asked, by when, and gives the link', () => {
    const { subject, text } = mailOf(played, { kind: 'TRANSFER' });
    expect(subject).toMatch(/^\[Démonstration\] Préoccupant, domicile – Alerte à traiter.*54-26-7K3M-Q2$/);
    expect(text).toContain(askedOf({ purpose: 'ACTION', mode: 'TRANSFER' }));
    expect(text).toMatch(/Pour quand\s:\sjeudi\s19\snovembre/);
    expect(text).toContain(link);
  });

  it('numbers its reminder', () => {
    expect(mailOf(played, { kind: 'REMINDER', reach: 'ACKNOWLEDGED', rank: 2 }).subject).toContain('Relance 2');
  });

  it('tells a superior why it is written to', () => {
    const warning = { kind: 'ESCALATION', reach: 'ACKNOWLEDGED', rank: 1 } as const;
    expect(mailOf(played, warning, 'cd.superior').text).toContain('comme responsable du service');
    expect(mailOf(played, warning, 'cd.deputy').text).toContain('comme suppléant');
  });

  it('gives no link to what was withdrawn', () => {
    expect(mailOf(played, { kind: 'REVOKED', end: 'CANCELLED' }).text).not.toContain('/t/');
  });

  it('says why to whoever is no longer asked', () => {
    const { text } = mailOf(played, { kind: 'REVOKED', end: 'NO_LONGER_ASKED' });
    expect(text).toContain(whyNoLongerAsked({ purpose: 'ACTION' }));
    expect(text).not.toMatch(/\/t\/|autre destinataire/);
  });
});

describe('a call to whoever is on duty', () => {
  it('says what to do and by when; nothing when the task is gone', () => {
    const played = new Played().alert({ ...atHome, channel: 'WEB', danger: 4 }, false);
    const task = played.state.tasks.find(({ to }) => to === 'DUTY');
    const subject = subjectOf(played);
    const mail = writeDutyCall(write, subject, { task: task?.id ?? '' }, 'http://localhost:3977/guichet/dossiers/x', played.now);
    expect(task?.dueAt).toBe(played.now + hours(1));
    expect(mail?.text).toContain('Appeler.');
    expect(mail?.text).toMatch(/11\s*h/);
    expect(writeDutyCall(write, subject, { task: 'k99' }, 'x', played.now)).toBeNull();
  });
});
