import type { AlertContent } from '../../cases/model/content.ts';
import type { Actor } from '../../cases/model/events.ts';
import type { Alert } from '../../intake/alert.ts';
import { reachOf } from '../../intake/safe-contact.ts';
import type { Facts } from '../../vocabulary/facts.ts';
import type { Channel } from '../../vocabulary/vocabulary.ts';

/** Who a door hears, and whether it knows them. */
const doors: Record<Channel, { authenticated: boolean; kind: Actor['kind'] }> = {
  PHONE: { authenticated: true, kind: 'AGENT' },
  LETTER: { authenticated: true, kind: 'AGENT' },
  WEB: { authenticated: false, kind: 'REPORTER' },
  EMAIL: { authenticated: false, kind: 'REPORTER' },
  VOICEMAIL: { authenticated: false, kind: 'API' },
  DECLARATION: { authenticated: true, kind: 'INSTITUTION' },
  PLATFORM: { authenticated: true, kind: 'API' },
  API: { authenticated: true, kind: 'API' },
};

/** Doors at which nobody codes anything. */
const unread: ReadonlySet<Channel> = new Set<Channel>(['EMAIL', 'VOICEMAIL']);

type Arriving = Pick<Alert, 'door' | 'channel' | 'facts' | 'content' | 'reachable' | 'reach' | 'hours'>;

/** A situation as its door hands it over: what is not known there yet is left out. `agent` keys what is said or written. */
export function arrivingBy(facts: Facts, content: AlertContent, agent: string): Arriving {
  const { channel } = facts;
  const { authenticated, kind } = doors[channel];
  const { inseeCode, place, implicated, maltreatment, victimGroup, danger } = facts;
  const nothingKnown: Facts = { channel, place: 'INCONNU', implicated: [], maltreatment: [], victimGroup: 'INCONNU', flags: [] };
  const asTyped: Facts = {
    ...nothingKnown,
    place,
    implicated,
    maltreatment,
    victimGroup,
    ...(inseeCode && { inseeCode }),
    ...(danger !== undefined && { danger }),
  };
  return {
    channel,
    door: { authenticated, actor: { kind, id: kind === 'AGENT' ? agent : null } },
    facts: unread.has(channel) ? nothingKnown : channel === 'WEB' ? asTyped : facts,
    content,
    ...reachOf(content.reporter),
  };
}
