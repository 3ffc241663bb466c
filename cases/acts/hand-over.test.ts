import { describe, expect, it } from 'vitest';
import type { Directory } from '../../directory/directory.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { Message } from '../model/message.ts';
import type { World } from '../running/turn.ts';
import { atHome, directoryWith, hours, noBasis, Played, procedure } from '../world.testing.ts';

const inMoselle: Facts = { ...atHome, inseeCode: '57463' };
const own = directoryWith();
const both = [
  { code: '54', name: 'Meurthe-et-Moselle' },
  { code: '57', name: 'Moselle' },
];
const withDeskHere: World = { procedure, directory: indexDirectory(own, both) };
const listed: Directory = {
  ...own,
  organisations: [
    ...own.organisations,
    { id: 'guichet-88', roles: ['DESK'], name: 'Guichet des Vosges', territory: { communes: ['88160'] }, priority: 10 },
  ],
  contacts: [
    ...own.contacts,
    { id: 'guichet-88-1', organisation: 'guichet-88', position: 'TITULAR', name: 'Guichet', email: 'g@88.example', phone: '+33 3 29 00 00 00' },
  ],
};
const withDeskListed: World = { procedure, directory: indexDirectory(listed, both) };
const desk = { kind: 'PARTNER' as const, id: 'guichet_57' };

describe('facts in another department', () => {
  it('go to its desk on this installation, by the installation, with all but who the author is', () => {
    const played = new Played(withDeskHere).alert(inMoselle);
    expect(played.openTasks()).toEqual(['OTHER_DEPARTMENT', 'QUALIFY']);
    played.does({ kind: 'Qualified', facts: inMoselle, basis: noBasis });
    expect(played.state.transfers.map(({ organisation, role, purpose, because }) => [organisation, role, purpose, because])).toEqual([
      ['guichet_57', 'DESK', 'ACTION', ['handedOver']],
    ]);
    const { discloses } = played.transfer('guichet_57');
    expect(discloses).toEqual(expect.arrayContaining(['VICTIM_IDENTITY', 'NARRATIVE', 'FACTS', 'HEALTH']));
    expect(discloses).not.toContain('REPORTER_IDENTITY');
    expect(played.openTasks()).toEqual([]);
    expect(played.entries.find(({ kind }) => kind === 'TRANSFER_ORDERED')?.because).toMatchObject({ channel: 'INSTALLATION' });
  });

  it('with the author’s agreement, go with who the author is; agreed to later, the desk of there is told', () => {
    const played = Played.qualified(inMoselle, withDeskHere).does({ kind: 'Qualified', facts: inMoselle, basis: { ...noBasis, authorAgreed: true } });
    expect(played.transfer('guichet_57').discloses).toContain('REPORTER_IDENTITY');
    expect(played.state.messages.map(({ kind }) => kind)).toEqual(['CHANGED']);
  });

  it('stay this desk’s to answer for until the other has received', () => {
    const played = Played.qualified(inMoselle, withDeskHere);
    expect(played.transfer('guichet_57').status).toBe('SENT');
    expect(played.state.obligations.map(({ status }) => status)).toEqual(['OPEN']);
    expect(played.tries({ kind: 'Closed' })).toBe('UNANSWERED');
    played.waits(hours(24 * 21));
    expect(played.kinds()).toEqual(expect.arrayContaining(['REMINDED', 'LIMIT_MISSED', 'OBLIGATION_LAPSED']));
    expect(played.openTasks()).toContain('SILENT_RECIPIENT');
    played.does({ kind: 'TakenInCharge', transfer: 't1' }, desk);
    expect(played.transfer('guichet_57').status).toBe('IN_CHARGE');
    expect(played.state.obligations.map(({ status }) => status)).toEqual(['MET']);
  });

  it('at the threshold call from here first, and hurry; duty’s task stands whatever the other desk does', () => {
    const grave: Facts = { ...inMoselle, danger: 4 };
    const played = Played.qualified(grave, withDeskHere);
    expect(played.openTasks()).toEqual(['DIRECTORY_GAP', 'PHONE_NOW']);
    expect(played.state.tasks.find(({ kind }) => kind === 'DIRECTORY_GAP')?.cause).toMatchObject({ role: 'POLICE' });
    expect(played.transfer('guichet_57').policies).toEqual(['quick', 'standard']);
    played.does({ kind: 'TakenInCharge', transfer: 't1' }, desk);
    expect(played.openTasks()).toContain('PHONE_NOW');
  });

  it('refused there come back: somebody here decides', () => {
    const played = Played.qualified(inMoselle, withDeskHere).does({ kind: 'Refused', transfer: 't1', reason: 'HORS_COMPETENCE' }, desk);
    expect(played.transfer('guichet_57').status).toBe('REFUSED');
    expect(played.openTasks()).toEqual(['REFUSED']);
  });

  it('that turn out to be of this department leave no more', () => {
    const played = new Played(withDeskHere).alert(inMoselle).does({ kind: 'Qualified', facts: inMoselle, basis: noBasis });
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    expect(played.transfer('guichet_57').status).toBe('CANCELLED');
    expect(played.transfer('cd').status).toBe('DUE');
  });

  it('of a child go there too: its desk has the cell for children told', () => {
    const played = Played.qualified({ ...inMoselle, victimGroup: 'MINEUR' }, withDeskHere);
    expect(played.state.transfers.map(({ organisation }) => organisation)).toEqual(['guichet_57']);
    expect(played.openTasks()).toEqual([]);
  });

  it('go by its address in the directory where it is not here; a bounce is a call', () => {
    const inVosges = { ...inMoselle, inseeCode: '88160' };
    const played = Played.qualified(inVosges, withDeskListed);
    expect(played.transfer('guichet-88')).toMatchObject({ role: 'DESK', status: 'SENT', contact: 'guichet-88-1' });
    played.does({ kind: 'Bounced', message: { kind: 'TRANSFER', transfer: 't1', channel: 'EMAIL', attempt: 1 }, code: 'SMTP_550' });
    expect(played.openTasks()).toEqual(['PHONE_NOW']);
  });

  it('where nobody knows a desk are a task, as before', () => {
    const played = Played.qualified({ ...inMoselle, inseeCode: '75056' }, withDeskListed);
    expect(played.openTasks()).toContain('OTHER_DEPARTMENT');
    expect(played.state.transfers).toEqual([]);
  });
});

describe('what another desk handed over', () => {
  const received = () =>
    new Played(withDeskHere).does(
      {
        kind: 'AlertReceived',
        facts: atHome,
        alert: { channel: 'API', contactKind: 'ALERT', authenticated: false, reachable: false, desk: { code: '57' } },
      },
      desk,
    );
  const says = ({ state }: Played) => state.messages.flatMap((one: Message) => (one.kind === 'ORIGIN' ? [`${one.says} ${one.times}`] : []));

  it('waits for a person; when one has it, that desk is told, once', () => {
    const played = received();
    expect([played.openTasks(), says(played)]).toEqual([['QUALIFY'], []]);
    played.does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    expect(says(played)).toEqual(['RECEIVED 1']);
    played.deliver().does({ kind: 'Qualified', facts: { ...atHome, danger: 2 }, basis: noBasis });
    expect(says(played)).toEqual([]);
  });

  it('is told to that desk when nobody keeps it, and when it is kept again', () => {
    const played = received().does({ kind: 'NotRetained', reason: 'HORS_CHAMP' });
    expect(says(played)).toEqual(['NOT_RETAINED 1']);
    played.deliver().does({ kind: 'Reopened' }).does({ kind: 'Qualified', facts: atHome, basis: noBasis });
    expect(says(played)).toEqual(['RECEIVED 2']);
  });

  it('is no other alert’s: nobody is told of what came by other doors', () => {
    expect(says(new Played(withDeskHere).alert().does({ kind: 'Qualified', facts: atHome, basis: noBasis }))).toEqual([]);
  });
});

it('desks of this installation are found by id and stand in no list of a directory', () => {
  const { organisations, contacts, organisationById, competent } = withDeskHere.directory;
  expect(organisations).toEqual(own.organisations);
  expect(contacts).toEqual(own.contacts);
  expect(organisationById.get('guichet_57')?.name).toBe('Guichet départemental, Moselle');
  expect(competent.get('DESK')?.everywhere).toEqual([]);
});
