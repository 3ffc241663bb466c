import type { Instant } from '../calendar/span.ts';
import type { AlertContent } from '../cases/model/content.ts';
import type { Actor } from '../cases/model/events.ts';
import type { AuthorReach, Basis, SafeHours } from '../cases/model/state.ts';
import type { Examined } from '../files/file.ts';
import type { Facts } from '../vocabulary/facts.ts';
import { incomingDoors } from '../vocabulary/incoming-doors.ts';
import type { Channel } from '../vocabulary/vocabulary.ts';

/** What a channel makes of something it received and that opens a case, or joins one. */
export interface Alert {
  department: string;
  door: {
    /** Whether the door knew who spoke: an account or a key. */
    authenticated: boolean;
    actor: Actor;
  };
  channel: Channel;
  /** The department whose desk handed it over, where one did. */
  desk?: string;
  /** Names the door, and with `externalId` the input: the same pair twice is one alert. */
  source: string;
  externalId: string;
  /** SHA-256 of what was sent: the same pair with another body is refused. */
  bodyHash: Buffer;
  receivedAt: Instant;
  facts: Facts;
  basis?: Partial<Basis>;
  /** Whether the author left a way to be reached. */
  reachable: boolean;
  /** The author's only safe channel, and hours: see `AlertState`. */
  reach?: AuthorReach;
  hours?: SafeHours;
  content: AlertContent;
  /** Kept sealed with the case, in the alert's own transaction. */
  files?: Examined[];
  exercise?: boolean;
}

/** What an alert says of the door it came by. */
export const throughDoor = (channel: Channel, actor: Actor): Pick<Alert, 'channel' | 'door'> => ({
  channel,
  door: { authenticated: incomingDoors[channel].knowsWho, actor },
});
