import { keyKindLabels, keyScopeLabels } from '../../accounts/key-words.ts';
import type { ApiKeyViews, EndpointViews, KeyLine } from '../../templates/views/coordination.ts';
import { deskChrome as chrome, form } from './parts.ts';

const names = ['label', 'kind', 'organisation', 'establishments', 'scopes', 'expiresOn'] as const;
const choices = (labels: Record<string, { label: string; hint: string }>) => Object.entries(labels).map(([value, said]) => ({ value, ...said }));
const standard: KeyLine = {
  label: 'Standard téléphonique',
  prefix: 'guichet_7K3M',
  kind: 'Un logiciel du guichet',
  scopes: ['Remettre des messages vocaux'],
  state: 'SOON',
  expiresOn: '2026-12-12',
  lastUsedOn: '2026-11-23',
};
const older: KeyLine = {
  label: 'Logiciel de l’établissement',
  prefix: 'guichet_Q2XA',
  kind: 'Un établissement ou un service',
  organisation: 'EHPAD Les Mirabelliers',
  scopes: ['Lire', 'Écrire'],
  state: 'VALID',
};
const asked = {
  chrome,
  backHref: '#',
  kinds: choices(keyKindLabels),
  scopes: choices(keyScopeLabels),
  organisations: [{ value: 'cd-54', label: 'Conseil départemental' }],
  establishments: [{ value: 'ehpad', label: 'EHPAD Les Mirabelliers' }],
  longestYears: 2,
};

export const apiKeySamples: { [Name in keyof ApiKeyViews]: Record<string, ApiKeyViews[Name]> } = {
  'desk/api-keys': {
    plain: {
      chrome,
      newHref: '#',
      backHref: '#',
      keys: [
        { href: '#', ...standard },
        { href: '#', ...older },
        { href: '#', ...standard, label: 'Ancien standard', state: 'EXPIRED', expiresOn: '2026-11-12' },
        { href: '#', ...older, label: 'Essai', state: 'REVOKED', revokedOn: '2026-11-20' },
      ],
    },
    empty: { chrome, newHref: '#', backHref: '#', keys: [] },
  },
  'desk/api-key-new': {
    plain: { ...asked, form: form('#', names, { expiresOn: '30/11/2027' }) },
    wrong: {
      ...asked,
      form: form('#', names, { label: 'Standard', expiresOn: '30/11/2017' }, [{ field: 'expiresOn', message: 'Donnez un dernier jour à venir.' }]),
    },
  },
  'desk/api-key-shown': {
    plain: { chrome, label: standard.label, key: 'guichet_7K3MQ2XA9VTB4C1D7K3MQ2XA9VTB4C1D', expiresOn: '2027-11-30', backHref: '#' },
  },
  'desk/api-key': {
    plain: { chrome, backHref: '#', shown: { ...standard, createdOn: '2025-12-12', establishments: [] }, revoke: { action: '#' } },
    revoked: {
      chrome,
      backHref: '#',
      shown: { ...older, state: 'REVOKED', revokedOn: '2026-11-20', createdOn: '2025-12-12', establishments: ['SAVS Nord'] },
    },
  },
};

const action = { action: '#', csrf: 'jeton' };
const machine = { chrome, backHref: '#', body: 'CCAS de Nancy', name: 'Accueil', url: 'https://logiciel.ccas.example/guichet' };
const madeAt = Date.UTC(2026, 10, 3, 8);
const verifiedAt = Date.UTC(2026, 10, 20, 9, 30);
const since = Date.UTC(2026, 10, 23, 7, 12);

export const endpointSamples: { [Name in keyof EndpointViews]: Record<string, EndpointViews[Name]> } = {
  'desk/endpoint': {
    empty: { ...machine, state: 'NO_SECRET', make: action },
    unverified: { ...machine, state: 'UNVERIFIED', madeAt, both: false, make: action, call: action },
    plain: { ...machine, state: 'VERIFIED', madeAt, both: true, verifiedAt, make: action, keep: action, call: action },
    failing: {
      ...machine,
      state: 'FAILING',
      madeAt,
      both: false,
      verifiedAt,
      failing: { since, why: 'il ne répond pas' },
      make: action,
      call: action,
    },
  },
  'desk/endpoint-secret': { plain: { ...machine, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=', both: true } },
};
