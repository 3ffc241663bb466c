import type { Contact, Organisation } from './directory.ts';

/** A department whose desk is on this installation. */
export interface DeskHere {
  code: string;
  name: string;
}

/** No id of a directory holds an underscore: what stands for a desk of this installation is never one of its own lines. */
export const idOfDesk = (code: string): string => `guichet_${code}`;

/** The desk of a department of this installation, as the directories of the others have it: told by the installation itself. */
export function bodyOf({ code, name }: DeskHere): { organisation: Organisation; contact: Contact } {
  const organisation: Organisation = {
    id: idOfDesk(code),
    roles: ['DESK'],
    name: `Guichet départemental, ${name}`,
    territory: { communes: [] },
    priority: 0,
  };
  return { organisation, contact: { id: organisation.id, organisation: organisation.id, position: 'TITULAR', name: organisation.name } };
}

/** The department, on this installation, of a desk that is told by the installation itself; undefined for any other body. */
export const deskHere = ({ here }: { here: readonly DeskHere[] }, organisation: string): string | undefined =>
  here.find(({ code }) => idOfDesk(code) === organisation)?.code;
