import { type HostKind, label } from '../vocabulary/vocabulary.ts';

/** Who runs the department's desk. What depends on it: whom an author bound by secrecy may tell, the notices, the way for children. */
export interface DeskHost {
  kind: HostKind;
  /** As the public reads it; asked of an association and of a group of public bodies, whose name nothing else gives. */
  name?: string;
}

/** What a protocol that does not say means, for ever. */
export const hostUnwritten: DeskHost = { kind: 'CD' };

/** A protocol, as far as who runs the desk goes. */
interface WithHost {
  host?: DeskHost | undefined;
}

export const hostOf = ({ host }: WithHost): DeskHost => host ?? hostUnwritten;

/** Whose name must be written. */
export const isNamed = (kind: HostKind): boolean => kind === 'ASSOCIATION' || kind === 'GIP';

/**
 * Whether it is an authority, as those that article 226-14 of the code pénal lets an author bound by secrecy inform. An association is none;
 * a group of public bodies is taken for one: it is a body of public law that does what a law entrusts to authorities.
 */
export const isAuthority = ({ kind }: DeskHost): boolean => kind !== 'ASSOCIATION';

/** Who runs the desk of a department, by name: "Conseil départemental, Meurthe-et-Moselle". */
export function hostName({ kind, name }: DeskHost, department: string): string {
  return name ?? `${label('deskHost', kind)}, ${department}`;
}

/** In a sentence for whoever reads the protocol. */
export function hostSentence(procedure: WithHost): string {
  const { kind, name } = hostOf(procedure);
  return `Le guichet est tenu par\u00a0: ${label('deskHost', kind).toLowerCase()}${name === undefined ? '' : ` (${name})`}.`;
}
