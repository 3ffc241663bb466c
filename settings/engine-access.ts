/** How Temporal is reached beyond an address: TLS, a certificate of our own (mTLS), an API key. The names are Temporal's own. */
import { accessSync, constants, readFileSync } from 'node:fs';
import type { Variables } from './variables.ts';

export interface EngineAccess {
  /** Undefined: in clear. */
  tls: EngineTls | undefined;
  apiKey: string | undefined;
}

/** Paths, read at each connection: a certificate is renewed without a restart. */
export interface EngineTls {
  /** The authority that signed the server's certificate; undefined: those the system trusts. */
  serverCa: string | undefined;
  serverName: string | undefined;
  /** Our own certificate and its key, where the server asks for one. */
  client: { certificate: string; key: string } | undefined;
}

/** TLS is on as soon as anything of it is given; an API key never travels without it. Sentences in `wrong` are French. */
export function engineAccess(read: Variables): { access: EngineAccess; wrong: string[] } {
  const { TEMPORAL_TLS_SERVER_CA_CERT_PATH: serverCa, TEMPORAL_TLS_CLIENT_CERT_PATH: certificate, TEMPORAL_TLS_CLIENT_KEY_PATH: key } = read;
  const { TEMPORAL_TLS_SERVER_NAME: serverName, TEMPORAL_API_KEY: apiKey } = read;
  const wrong = (['TEMPORAL_TLS_SERVER_CA_CERT_PATH', 'TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH'] as const)
    .filter((name) => read[name] !== undefined && !isReadable(read[name]))
    .map((name) => `${name} nomme un fichier qui ne peut pas être lu : vérifiez son chemin et ses droits.`);
  if ((certificate === undefined) !== (key === undefined))
    wrong.push('TEMPORAL_TLS_CLIENT_CERT_PATH et TEMPORAL_TLS_CLIENT_KEY_PATH vont ensemble : donnez les deux, ou aucune.');
  const client = certificate === undefined || key === undefined ? undefined : { certificate, key };
  const isOn = read.TEMPORAL_TLS === 'true' || [serverCa, serverName, client, apiKey].some((given) => given !== undefined);
  return { access: { tls: isOn ? { serverCa, serverName, client } : undefined, apiKey }, wrong };
}

/** What a connection of the SDK is opened with. Certificates are read now; throws as the file system does when one is gone. */
export function engineConnection({ temporalAddress, temporalAccess: { tls, apiKey } }: { temporalAddress: string; temporalAccess: EngineAccess }) {
  return {
    address: temporalAddress,
    ...(tls !== undefined && {
      tls: {
        ...(tls.serverCa !== undefined && { serverRootCACertificate: readFileSync(tls.serverCa) }),
        ...(tls.serverName !== undefined && { serverNameOverride: tls.serverName }),
        ...(tls.client !== undefined && { clientCertPair: { crt: readFileSync(tls.client.certificate), key: readFileSync(tls.client.key) } }),
      },
    }),
    ...(apiKey !== undefined && { apiKey }),
  };
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
