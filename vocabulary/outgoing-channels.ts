import type { TaskKind } from './vocabulary.ts';

/** A way to hand a transfer over to its recipient, with everything that differs from one way to another. */
interface OutgoingChannel {
  /** "courriel", and how something goes by it: "par courriel". */
  label: string;
  adverb: string;
  /** What a contact of the directory must have; null: no protocol chooses it. */
  needs: 'email' | 'phone' | 'address' | 'endpoint' | null;
  /** Who carries it: the messenger, or a person whose task this is, with what they are told to do and why. */
  carrier: 'MESSENGER' | { task: TaskKind; sayable: string; why: string };
  /** Whether what goes by it is there the same day. */
  prompt: boolean;
}

/** Every way, in the order of the pages. One that was published is never taken away: versions that hold it are kept for ever. */
export const outgoing = {
  EMAIL: { label: 'courriel', adverb: 'par courriel', needs: 'email', carrier: 'MESSENGER', prompt: true },
  PHONE_TASK: {
    label: 'téléphone',
    adverb: 'par téléphone',
    needs: 'phone',
    carrier: {
      task: 'PHONE_NOW',
      sayable: 'Appeler le destinataire pour lui transmettre le dossier, puis noter s’il a été joint.',
      why: 'Le protocole demande un appel',
    },
    prompt: true,
  },
  LETTER_TASK: {
    label: 'courrier',
    adverb: 'par courrier',
    needs: 'address',
    carrier: {
      task: 'LETTER',
      sayable: 'Envoyer le courrier au destinataire, puis noter la date de dépôt.',
      why: 'Le protocole demande un courrier',
    },
    prompt: false,
  },
  HAND_TASK: {
    label: 'remise en main propre',
    adverb: 'en main propre',
    needs: 'address',
    carrier: {
      task: 'HAND_DELIVERY',
      sayable: 'Porter le dossier au destinataire contre décharge, puis noter s’il a été remis.',
      why: 'Le protocole demande une remise en main propre',
    },
    prompt: true,
  },
  /** To the desk of another department of this installation: as an alert of its own. */
  INSTALLATION: { label: 'cette installation', adverb: 'par cette installation', needs: null, carrier: 'MESSENGER', prompt: true },
  /** The desk calls the recipient's own machine, which may answer at once. */
  API: { label: 'système à système', adverb: 'de système à système', needs: 'endpoint', carrier: 'MESSENGER', prompt: true },
} as const satisfies Record<string, OutgoingChannel>;

export type ChannelKind = keyof typeof outgoing;

/** One way with all that may be said of any. */
export const outgoingChannel = (kind: ChannelKind): OutgoingChannel => outgoing[kind];

/** The ways that a protocol may name. */
export const offeredChannels = (Object.keys(outgoing) as ChannelKind[]).filter((kind) => outgoing[kind].needs !== null);

/** The ways that are a person's task. */
export type PersonalChannel = { [kind in ChannelKind]: (typeof outgoing)[kind]['carrier'] extends 'MESSENGER' ? never : kind }[ChannelKind];

export const isPersonal = (code: string): code is PersonalChannel => isChannel(code) && outgoing[code].carrier !== 'MESSENGER';

export const isChannel = (code: string): code is ChannelKind => Object.hasOwn(outgoing, code);

/** The French name of a way. */
export const channelLabel = (kind: ChannelKind): string => outgoing[kind].label;

const taskOf = ({ carrier }: OutgoingChannel): TaskKind[] => (carrier === 'MESSENGER' ? [] : [carrier.task]);

/** The tasks by which people carry transfers. */
export const carryingTasks: readonly TaskKind[] = offeredChannels.map(outgoingChannel).flatMap(taskOf);

/** Those of them that bring something written to an address. */
export const tasksToAnAddress: readonly TaskKind[] = offeredChannels
  .map(outgoingChannel)
  .filter(({ needs }) => needs === 'address')
  .flatMap(taskOf);
