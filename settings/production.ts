/**
 * What production refuses: settings with which the desk would run, and whoever listens on the network, shares a key or signs in with a
 * published password would read. One list: a start refuses by it, `doctor` tells by it.
 */
import type { EngineAccess } from './engine-access.ts';
import { keyFaults } from './key-faults.ts';
import type { GivenKeys } from './keys.ts';
import { isThisMachine, meansEverybody } from './networks.ts';
import type { ProcessName } from './variables.ts';

/** What of the settings is judged. */
export interface JudgedSettings {
  publicUrl: string;
  givenKeys: GivenKeys;
  databaseUrl: string | undefined;
  databaseRelayUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
  smtpUrl: string;
  smtpPort: number;
  isMailboxLocal: boolean;
  temporalAddress: string | undefined;
  temporalAccess: EngineAccess;
  clamd: { host: string } | { path: string } | undefined;
  operator: { url: string } | undefined;
  proxies: string;
}

export interface ProductionRule {
  /** What it holds to, in French. */
  title: string;
  /** Whether it judges what only the API and the worker use: other processes need not be given it. */
  ofServices?: true;
  /** One French sentence per setting that breaks it: the variable, what is wrong, what to do. */
  faults(settings: JudgedSettings): string[];
}

export const productionRules: readonly ProductionRule[] = [
  {
    title: 'Adresse publique en HTTPS',
    ofServices: true,
    faults: ({ publicUrl }) =>
      publicUrl.startsWith('https://')
        ? []
        : ['GUICHET_PUBLIC_URL n’est pas en https : donnez l’adresse que sert votre mandataire TLS, comme https://guichet.departement.example.'],
  },
  { title: 'Clés fortes, chacune à soi', faults: ({ givenKeys }) => keyFaults(givenKeys) },
  {
    title: 'Base de données sans oreilles',
    faults: ({ databaseUrl, databaseRelayUrl, databaseOwnerUrl }) =>
      Object.entries({ DATABASE_URL: databaseUrl, DATABASE_RELAY_URL: databaseRelayUrl, DATABASE_OWNER_URL: databaseOwnerUrl })
        .filter(([, url]) => url !== undefined && !isDatabasePrivate(url))
        .map(
          ([name]) =>
            `${name} mène à un autre serveur sans en vérifier le certificat : ajoutez « ?sslmode=verify-full » (et « &sslrootcert=/chemin/autorite.pem » si l’autorité est la vôtre).`,
        ),
  },
  {
    title: 'Courrier sortant sans oreilles',
    faults: ({ smtpUrl }) =>
      isMailPrivate(smtpUrl) ? [] : ['SMTP_URL peut envoyer en clair : écrivez « smtps://… », ou ajoutez « ?requireTLS=true » à « smtp://… ».'],
  },
  {
    title: 'Boîte locale fermée',
    ofServices: true,
    faults: ({ smtpUrl, smtpPort, isMailboxLocal }) =>
      isMailboxLocal || leadsToLocalMailbox(smtpUrl, smtpPort)
        ? ['SMTP_URL mène à la boîte locale, d’où rien ne part et que tout visiteur lit : donnez votre serveur de courrier.']
        : [],
  },
  {
    title: 'Temporal sans oreilles',
    faults: ({ temporalAddress, temporalAccess }) =>
      temporalAddress === undefined || temporalAccess.tls !== undefined || isThisMachine(hostOf(temporalAddress))
        ? []
        : [
            'TEMPORAL_ADDRESS mène à un autre serveur en clair : donnez TEMPORAL_TLS=true (et ses certificats, ou TEMPORAL_API_KEY ; voir .env.example).',
          ],
  },
  {
    title: 'Antivirus sans oreilles',
    faults: ({ clamd }) =>
      isClamdPrivate(clamd)
        ? []
        : [
            'GUICHET_CLAMD envoie les fichiers en clair à un autre serveur : donnez le chemin d’une prise, ou un clamd de cette machine (au besoin par un tunnel TLS).',
          ],
  },
  {
    title: 'Opérateur sans oreilles',
    faults: ({ operator }) =>
      operator === undefined || operator.url.startsWith('https://') || isThisMachine(new URL(operator.url).hostname)
        ? []
        : ['GUICHET_OPERATOR_URL envoie les numéros et la clé en clair : donnez une adresse en https.'],
  },
  {
    title: 'Mandataires désignés',
    faults: ({ proxies }) =>
      meansEverybody(proxies)
        ? [
            'GUICHET_PROXIES croit presque tout le monde : chacun pourrait choisir l’adresse sous laquelle il est compté. Donnez l’adresse de vos mandataires.',
          ]
        : [],
  },
];

/** Every sentence of every rule that these settings break, as far as this process uses them. */
export function productionFaults(settings: JudgedSettings, process: ProcessName): string[] {
  const isService = process !== 'migrate' && process !== 'command';
  return productionRules.filter(({ ofServices }) => isService || !ofServices).flatMap(({ faults }) => faults(settings));
}

/** A socket, this machine, or TLS with the server's name checked. What the client lets a parameter override is looked at too. */
function isDatabasePrivate(address: string): boolean {
  const { hostname, searchParams } = new URL(address);
  const hosts = searchParams.getAll('host');
  const all = hosts.length === 0 ? [decodeURIComponent(hostname)] : hosts;
  if (all.every((host) => host.startsWith('/') || isThisMachine(host))) return true;
  const modes = searchParams.getAll('sslmode');
  return modes.length > 0 && modes.every((mode) => mode === 'verify-full');
}

/** Options of the mail client that undo what the address says. */
const weakening = [
  ['ignoreTLS', 'true'],
  ['secure', 'false'],
  ['tls.rejectUnauthorized', 'false'],
] as const;

function isMailPrivate(address: string): boolean {
  const { hostname, protocol, searchParams } = new URL(address);
  if (isThisMachine(hostname)) return true;
  if (weakening.some(([option, value]) => searchParams.getAll(option).includes(value))) return false;
  return protocol === 'smtps:' || (searchParams.getAll('requireTLS').length === 1 && searchParams.get('requireTLS') === 'true');
}

function leadsToLocalMailbox(address: string, smtpPort: number): boolean {
  const { hostname, port } = new URL(address);
  return isThisMachine(hostname) && Number(port) === smtpPort;
}

function isClamdPrivate(clamd: JudgedSettings['clamd']): boolean {
  return clamd === undefined || 'path' in clamd || isThisMachine(clamd.host);
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));
