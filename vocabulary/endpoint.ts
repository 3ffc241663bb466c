/** What is said where an address cannot be that of a machine. */
export const endpointShape = 'une adresse commence par https:// et ne porte ni nom d’utilisateur, ni mot de passe, ni « # »';

/**
 * Whether a machine of a body may be called at this address: https, or http for a machine of a demonstration, without anything secret in it. Whether
 * what it resolves to may be called is asked at each call.
 */
export function isEndpoint(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || text.length > 500) return false;
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' && url.hash === '';
}

/** Why a machine could not be called, in words: the end of a sentence. Codes are those of `directory/calls`. */
export function endpointTrouble(code: string): string {
  const status = /^ENDPOINT_(\d{3})$/.exec(code)?.[1];
  if (code === 'ENDPOINT_NOT_PUBLIC') return 'son adresse n’est pas publique, ou n’est pas chiffrée';
  if (code === 'ENDPOINT_WITHOUT_SECRET') return 'aucun secret n’a encore été créé';
  if (status === undefined) return 'il ne répond pas';
  if (status.startsWith('3')) return 'il renvoie à une autre adresse, ce que le guichet ne suit pas';
  if (status === '401' || status === '403') return 'il n’accepte pas la signature';
  return status.startsWith('4') ? `il refuse l’appel (${status})` : `il est en panne (${status})`;
}
