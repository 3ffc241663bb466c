import type { Views } from '../../templates/views/pages.ts';
import { deskChrome } from './parts.ts';
import { apiKeySamples, endpointSamples } from './samples-api-keys.ts';
import { dataRequestSamples } from './samples-data-requests.ts';
import { deskSamples } from './samples-desk.ts';
import { directorySamples } from './samples-directory.ts';
import { documentSamples } from './samples-documents.ts';
import { editorSamples } from './samples-editor.ts';
import { establishmentSamples } from './samples-establishments.ts';
import { fileSamples } from './samples-files.ts';
import { guidesSamples } from './samples-guides.ts';
import { institutionSamples } from './samples-institution.ts';
import { mailSamples } from './samples-mails.ts';
import { partnerSamples } from './samples-partner.ts';
import { proofSamples } from './samples-proof.ts';
import { publicSamples } from './samples-public.ts';
import { rehearsalSamples } from './samples-rehearsal.ts';
import { publicationSamples, resultSamples } from './samples-results.ts';
import { retentionSamples } from './samples-retention.ts';
import { radarSamples, reviewSamples } from './samples-review.ts';
import { situationSamples } from './samples-situation.ts';
import { trainingSamples } from './samples-training.ts';

/** At least one sample of every page: a page without one does not compile. */
export const samples: { [Name in keyof Views]: Record<string, Views[Name]> } = {
  ...publicSamples,
  ...deskSamples,
  ...directorySamples,
  ...establishmentSamples,
  ...apiKeySamples,
  ...endpointSamples,
  ...editorSamples,
  ...fileSamples,
  ...mailSamples,
  ...partnerSamples,
  ...situationSamples,
  ...institutionSamples,
  ...documentSamples,
  ...rehearsalSamples,
  ...resultSamples,
  ...radarSamples,
  ...reviewSamples,
  ...publicationSamples,
  ...retentionSamples,
  ...dataRequestSamples,
  ...trainingSamples,
  ...guidesSamples,
  ...proofSamples,
  error: {
    400: { chrome: deskChrome, status: 400 },
    403: { chrome: deskChrome, status: 403, back: { href: '/guichet', label: 'Revenir aux files d’attente' } },
    404: { chrome: deskChrome, status: 404 },
    409: { chrome: deskChrome, status: 409, message: 'Cette transmission vient d’être annulée.' },
    429: { chrome: deskChrome, status: 429, retryAfterSeconds: 60 },
    500: { chrome: deskChrome, status: 500, reference: '3f6a9c' },
    503: { chrome: deskChrome, status: 503 },
  },
};
