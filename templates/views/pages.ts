import type { ApiKeyViews, DataRequestViews, EndpointViews, RetentionViews } from './coordination.ts';
import type { DeskViews } from './desk.ts';
import type { DirectoryViews } from './directory.ts';
import type { DocumentViews } from './documents.ts';
import type { EditorViews } from './editor.ts';
import type { EstablishmentViews } from './establishments.ts';
import type { FileViews } from './files.ts';
import type { GuideViews } from './guides.ts';
import type { InstitutionViews } from './institution.ts';
import type { InboundViews } from './mails.ts';
import type { PartnerViews } from './partner.ts';
import type { Chrome } from './parts.ts';
import type { ProofViews } from './proof.ts';
import type { PublicViews } from './public.ts';
import type { RehearsalViews } from './rehearsal.ts';
import type { PublicationViews, RadarViews, ResultsViews, ReviewViews } from './results.ts';
import type { SituationViews } from './situation.ts';
import type { TrainingViews } from './training.ts';

/** Page name → what it shows. The name is the template's path under `templates/pages/`. */
export interface Views
  extends PublicViews,
    DeskViews,
    DirectoryViews,
    EstablishmentViews,
    EditorViews,
    FileViews,
    InboundViews,
    PartnerViews,
    InstitutionViews,
    RehearsalViews,
    ProofViews,
    DocumentViews,
    ResultsViews,
    RetentionViews,
    DataRequestViews,
    PublicationViews,
    RadarViews,
    ReviewViews,
    SituationViews,
    TrainingViews,
    GuideViews,
    ApiKeyViews,
    EndpointViews {
  error: ErrorView;
}

/** Any refusal of a page. `message` replaces the standard sentence; it never carries what somebody typed. */
export interface ErrorView {
  chrome: Chrome;
  status: 400 | 403 | 404 | 409 | 429 | 500 | 503;
  message?: string;
  /** Where to go from here. */
  back?: { href: string; label: string };
  /** Seconds to wait, for 429. */
  retryAfterSeconds?: number;
  /** Opaque id that the desk can look for in its logs. */
  reference?: string;
}
