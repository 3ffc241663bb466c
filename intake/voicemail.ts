import { createHash } from 'node:crypto';
import type { Instant } from '../calendar/span.ts';
import type { Actor } from '../cases/model/events.ts';
import type { Examined } from '../files/file.ts';
import { fingerprints } from '../files/keep.ts';
import { phoneNumber } from '../vocabulary/phone-number.ts';
import { type Alert, throughDoor } from './alert.ts';

/** A message left on a machine, as a telephone system hands it over. */
export interface Voicemail {
  department: string;
  /** Names the door, and with `externalId` the message: the same pair twice is one alert. */
  source: string;
  externalId: string;
  actor: Actor;
  receivedAt: Instant;
  /** The number it came from, as it was announced. */
  caller?: string;
  /** What was recorded, as examined; often one, sometimes none. */
  recordings: Examined[];
  /** What must be said of a recording that could not be taken, in French. */
  remarks?: string[];
  /** What a machine understood of it. */
  transcript?: string;
}

/** What browsers play. */
const playable = [
  'audio/mpeg',
  'audio/mp4',
  'audio/x-m4a',
  'audio/wav',
  'audio/ogg',
  'audio/opus',
  'audio/aac',
  'audio/flac',
  'audio/x-flac',
  'audio/webm',
];

/**
 * The alert of a message left on a machine. Nobody has heard it yet: it says nothing that rules could read, and is alert and
 * call-back task whatever the recording is worth. Nothing is known of a safe channel either: the number announced is for
 * whoever calls back, after listening.
 */
export function voicemailAlert(voicemail: Voicemail): Alert {
  const { department, source, externalId, actor, receivedAt, caller = '', transcript = '', remarks = [] } = voicemail;
  // A telephone's recording may come as a film without pictures.
  const files = voicemail.recordings.map((file): Examined => (file.kind === 'VIDEO' ? { ...file, kind: 'AUDIO' } : file));
  const number = phoneNumber(caller, department);
  const said = [
    number !== null
      ? `Message laissé depuis le ${number.written}.`
      : caller === ''
        ? 'Message laissé d’un numéro masqué ou inconnu.'
        : `Message laissé depuis un numéro que l’on ne peut pas rappeler tel quel\u00a0: ${caller}.`,
    ...worthOf(files, remarks),
    transcript === '' ? '' : `Transcription automatique, à vérifier en écoutant\u00a0:\n${transcript}`,
  ];
  return {
    department,
    ...throughDoor('VOICEMAIL', actor),
    source,
    externalId,
    bodyHash: createHash('sha256')
      .update(JSON.stringify([caller, transcript, fingerprints(voicemail.recordings)]))
      .digest(),
    receivedAt,
    facts: { channel: 'VOICEMAIL', place: 'INCONNU', implicated: [], maltreatment: [], victimGroup: 'INCONNU', flags: [] },
    reachable: false,
    content: {
      narrative: said.filter((text) => text !== '').join('\n\n'),
      reporter: { anonymousToDesk: false, anonymousToImplicated: true, ...(number !== null && { phone: number.written }) },
    },
    files,
  };
}

/** What whoever opens the case must know of the recording, said plainly. */
function worthOf(files: readonly Examined[], remarks: readonly string[]): string[] {
  if (files.length === 0) return [...remarks, 'Il n’y a pas d’enregistrement\u00a0: rappelez le numéro, s’il y en a un.'];
  const unheard = files
    .filter(({ kind }) => kind !== 'AUDIO')
    .map(({ name }) => `«\u00a0${name}\u00a0» n’a pas été reconnu comme un enregistrement\u00a0: ouvrez-le avec précaution.`);
  const unplayed = files
    .filter(({ kind, type }) => kind === 'AUDIO' && !playable.includes(type) && !type.startsWith('video/'))
    .map(({ name }) => `«\u00a0${name}\u00a0» est dans un format que les navigateurs ne lisent pas\u00a0: téléchargez-le pour l’écouter.`);
  return [...remarks, ...unheard, ...unplayed];
}
