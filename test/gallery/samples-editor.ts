import { drawPolicy, drawSteps } from '../../api/pages/protocol/editor-drawings.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import type { Policy } from '../../procedures/procedure.ts';
import type { AgreementLines, EditorViews, FactFold, OnDraft, SavedState, VersionLine } from '../../templates/views/editor.ts';
import { at, deskChrome as chrome, form } from './parts.ts';
import { changedStudy } from './samples-training.ts';

type Samples = { [K in keyof EditorViews]: Record<string, EditorViews[K]> };

const href = '/guichet/protocole/brouillons/b1';
const labels = ['Règles', 'Délais et canaux', 'Étapes de suivi', 'Arrivée et fin', 'Convention', 'Comparer', 'Historique', 'Publier'];
const on: OnDraft = {
  chrome,
  draft: {
    title: 'Protocole de Meurthe-et-Moselle',
    href,
    changedAt: at('2026-11-23T09:40:00'),
    changedBy: 'Claude Thiébaut',
    problems: 1,
    proposed: false,
  },
  sections: labels.map((label, index) => ({ href: '#', label, current: index === 0 })),
};
const post = { action: '#', csrf: 'jeton' };
const sentence =
  'Quand le lieu est «\u00a0Domicile\u00a0» et que le mis en cause est «\u00a0Membre de la famille\u00a0», alors transmettre pour action au Conseil départemental (reçu sous 2\u00a0jours ouvrés), parce que le mis en cause n’est pas un professionnel.';
const shown: SavedState = { seen: '3f6a', kind: 'SHOWN', sentences: [sentence], problems: [] };
const hows = [
  { value: 'ANY', label: 'est l’un des choix ci-dessous' },
  { value: 'KNOWN', label: 'est connu' },
];
const facts: FactFold[] = [
  {
    fact: 'place',
    label: 'Lieu',
    said: 'le lieu est «\u00a0Domicile\u00a0»',
    how: 'how-place',
    of: 'of-place',
    hows,
    values: [
      { value: 'DOMICILE', label: 'Domicile' },
      { value: 'TRAJET', label: 'Trajet, transport' },
    ],
  },
  { fact: 'inseeCode', label: 'Commune', said: '', how: 'how-inseeCode', of: 'of-inseeCode', hows, values: null, hint: 'Des codes INSEE.' },
];
const policies = [{ value: 'standard', label: 'D’abord par courriel, reçu sous 2 jours ouvrés' }];
const units = [
  { value: 'workingDays', label: 'jours ouvrés' },
  { value: 'hours', label: 'heures' },
];
const order = { prefix: '', roles: [{ value: 'CD', label: 'Conseil départemental' }], policies, units };
const orderFields = ['kind', 'to', 'mode', 'purpose', 'policy', 'discloses', 'questions', 'task', 'audience', 'within', 'unit', 'sayable'];
const factFields = facts.flatMap(({ how, of }) => [how, of]);
const ruleFields = ['chapter', 'because', 'legalBasis', ...factFields, ...orderFields];
const ruleValues = {
  'how-place': 'ANY',
  'of-place': ['DOMICILE'],
  kind: 'TRANSFER',
  to: 'CD',
  mode: 'TRANSFER',
  purpose: 'ACTION',
  policy: 'standard',
  because: 'le mis en cause n’est pas un professionnel',
};

const national = nationalProcedure();
const drawn: SavedState = { ...shown, sentences: [], drawing: drawPolicy(national.policies.standard as Policy) };
const stageNames = (reach: string) => ({
  label: reach,
  on: `on-${reach}`,
  within: `within-${reach}`,
  unit: `unit-${reach}`,
  remind: `remind-${reach}`,
  escalateUnit: `eunit-${reach}`,
  escalations: [{ number: 1, after: `after-${reach}-1`, to: `to-${reach}-1`, how: `how-${reach}-1` }],
});
const stages = ['Reçu', 'Pris en charge'].map(stageNames);
const channel = { rank: 'rank-EMAIL', patience: 'patience-EMAIL', unit: 'punit-EMAIL', label: 'Courriel' };
const policyNames = [
  ...[channel.rank, channel.patience, channel.unit, 'handover', 'hunit', 'onRefusal', 'secondReading'],
  ...stages.flatMap(({ on: ticked, within, unit, remind, escalateUnit, escalations }) => [
    ...[ticked, within, unit, remind, escalateUnit],
    ...escalations.flatMap(({ after, to, how }) => [after, to, how]),
  ]),
];
const prefixed = (prefix: string) => ['to', 'mode', 'purpose', 'policy', 'discloses', 'questions'].map((name) => `${prefix}${name}`);
const frameNames = [
  'host',
  'hostName',
  ...['title', 'acknowledge', 'aunit', 'qualify', 'qunit', 'lunit', 'look-1', 'look-2', 'look-3'],
  ...[...factFields, ...prefixed('o-'), ...prefixed('c-')],
];
const body = {
  number: 1,
  title: 'Conseil départemental',
  open: true,
  name: 'name-1',
  organisation: 'organisation-1',
  competence: 'competence-1',
  reads: 'reads-1',
  designated: 'designated-1',
  deputy: 'deputy-1',
};
const differences = [
  {
    kind: 'CHANGED' as const,
    about: 'Règle',
    title: 'Le mis en cause n’est pas un professionnel',
    before: [sentence],
    after: [sentence.replace('action', 'information')],
  },
  {
    kind: 'ADDED' as const,
    about: 'Règle',
    title: 'La personne est mineure',
    before: [],
    after: ['Quand l’âge est «\u00a0Moins de 18 ans\u00a0», alors…'],
  },
  { kind: 'REMOVED' as const, about: 'Étape de suivi', title: 'etape-1', before: ['Après «\u00a0Suite donnée\u00a0»…'], after: [] },
];

const version: VersionLine = {
  title: 'Protocole départemental',
  version: 'national@2',
  state: 'ACTIVE',
  publishedAt: at('2026-11-20T10:00:00'),
  publishedBy: 'Claude Thiébaut',
  preparedBy: 'Nora Lambert',
  effectiveAt: at('2026-11-20T10:00:00'),
};
const agreement: AgreementLines = {
  signedOn: '2026-01-15',
  evaluateOn: '2027-01-15',
  bodies: [
    {
      name: 'Conseil départemental',
      competence: 'Il évalue la situation des personnes chez elles.',
      designated: 'La directrice de l’autonomie',
      deputy: 'Le chef de service',
    },
  ],
};

export const editorSamples: Samples = {
  'desk/editor/drafts': {
    plain: {
      chrome,
      drafts: [
        {
          href,
          title: 'Protocole de Meurthe-et-Moselle',
          origin: 'Protocole départemental, version 1',
          changedAt: at('2026-11-23T09:40:00'),
          changedBy: 'Claude Thiébaut',
          proposed: false,
        },
        {
          href,
          title: 'Essai pour les mineurs',
          origin: 'Un fichier repris',
          changedAt: at('2026-11-20T16:00:00'),
          changedBy: 'Nora Lambert',
          proposed: true,
        },
      ],
      begin: form('#', ['from']),
      origins: [
        { value: 'ACTIVE', label: 'Le protocole en vigueur' },
        { value: 'national', label: 'L’arbre national d’orientation, complet' },
      ],
      import: form('#', ['text', 'file']),
      refused: [],
      schemaHref: '#',
    },
    refused: {
      chrome,
      drafts: [],
      begin: form('#', ['from']),
      origins: [{ value: 'ACTIVE', label: 'Le protocole en vigueur' }],
      import: form('#', ['text', 'file'], { text: 'slug: essai' }),
      refused: [{ where: 'ligne 8, chapters.0.rules.0.because', why: 'Règle «\u00a0r1\u00a0»\u00a0: Texte attendu, en français.' }],
      schemaHref: '#',
    },
  },
  'desk/editor/draft': {
    plain: {
      ...on,
      chapters: [
        {
          title: 'À domicile',
          anchor: 'chapitre-1',
          rules: [
            {
              href: '#',
              id: 'domicile-entourage-cd',
              when: 'Quand le lieu est «\u00a0Domicile\u00a0», alors',
              effect: 'transmettre pour action au Conseil départemental.',
              because: 'Le mis en cause n’est pas un professionnel.',
              legalBasis: 'CASF_L119_2',
            },
          ],
          addHref: '#',
          rename: form('#', ['title'], { title: 'À domicile' }),
        },
        { title: 'Mineurs', anchor: 'chapitre-2', rules: [], addHref: '#', rename: form('#', ['title'], { title: 'Mineurs' }), remove: post },
      ],
      addChapter: form('#', ['title']),
      problems: [{ text: 'Règle «\u00a0regle-1\u00a0»\u00a0: Texte attendu, en français.', href: '#' }],
      remove: post,
    },
  },
  'desk/editor/rule': {
    plain: {
      ...on,
      form: form('#', ruleFields, ruleValues),
      isNew: false,
      chapters: [{ value: 'À domicile', label: 'À domicile' }],
      facts,
      order,
      state: shown,
      remove: post,
    },
    wrong: {
      ...on,
      form: form('#', ruleFields, { ...ruleValues, to: '' }, [{ field: 'to', message: 'Choisissez à qui transmettre.' }]),
      isNew: true,
      chapters: [{ value: 'À domicile', label: 'À domicile' }],
      facts,
      order,
      state: { seen: '3f6a', kind: 'WRONG', sentences: [], problems: ['Choisissez à qui transmettre.'] },
    },
  },
  'desk/editor/policies': {
    plain: {
      ...on,
      policies: Object.entries(national.policies).map(([id, policy]) => ({
        href: '#',
        id,
        title: id,
        drawing: drawPolicy(policy),
        sentences: ['Remise sous 1\u00a0jour ouvré, par courriel.'],
        users: id === 'standard' ? 12 : 0,
      })),
      add: form('#', ['name']),
    },
  },
  'desk/editor/policy': {
    plain: {
      ...on,
      backHref: '#',
      name: 'standard',
      form: form('#', policyNames, { 'within-Reçu': '2', 'on-Reçu': ['OUI'] }),
      channels: [channel],
      ranks: [{ value: '1', label: 'en 1' }],
      stages,
      recipients: [{ value: 'DESK', label: 'Le guichet' }],
      units,
      state: drawn,
      users: [{ href: '#', text: 'Règle «\u00a0la personne est mineure\u00a0»' }],
    },
  },
  'desk/editor/steps': {
    plain: {
      ...on,
      drawing: drawSteps(national),
      steps: [
        {
          href: '#',
          id: 'etape-1',
          after: 'Suite donnée',
          sentence: 'Après «\u00a0Suite donnée\u00a0», confier au guichet la tâche «\u00a0Rappeler\u00a0».',
        },
      ],
      addHref: '#',
    },
    empty: { ...on, steps: [], addHref: '#' },
  },
  'desk/editor/step': {
    plain: {
      ...on,
      backHref: '#',
      form: form('#', ['after', 'saying', ...factFields, ...orderFields], { kind: 'TASK' }),
      isNew: true,
      moments: [{ value: 'OUTCOME_GIVEN', label: 'Suite donnée' }],
      answers: [{ value: 'HORS_COMPETENCE', label: 'Suite donnée\u00a0: Hors compétence' }],
      facts,
      order,
      state: { ...shown, kind: 'NEW', sentences: [] },
    },
  },
  'desk/editor/frame': {
    plain: {
      ...on,
      form: form('#', frameNames, { title: 'Protocole de Meurthe-et-Moselle', qualify: '1', host: 'CD' }),
      facts,
      units,
      otherwise: { ...order, prefix: 'o-' },
      inConflict: { ...order, prefix: 'c-' },
      state: shown,
    },
  },
  'desk/editor/desk': {
    plain: {
      ...on,
      form: form('#', ['dutyFromDanger', 'conflict', 'conflict-unit', 'retry', 'retry-unit'], {
        dutyFromDanger: '3',
        conflict: '1',
        'conflict-unit': 'hours',
        retry: '1',
        'retry-unit': 'hours',
      }),
      levels: [
        { value: '3', label: '3\u00a0: danger imminent' },
        { value: '4', label: '4\u00a0: danger vital immédiat' },
      ],
      level: 'Sans autre choix\u00a0: à partir de 3.',
      groups: [
        {
          title: 'Quand quelqu’un est en danger',
          delays: [
            {
              name: 'conflict',
              label: 'Lien d’intérêts',
              unit: 'conflict-unit',
              units,
              says: 'Quand un lien d’intérêts écarte un organisme, le guichet vérifie qui doit agir sous… (d’ordinaire 1 heure).',
            },
          ],
        },
        {
          title: 'Messages',
          delays: [
            {
              name: 'retry',
              label: 'Nouvel essai d’un message',
              unit: 'retry-unit',
              units: units.slice(1),
              says: 'Un message est essayé de nouveau après… (d’ordinaire 1 heure).',
            },
          ],
        },
      ],
      state: { ...shown, sentences: ['Le guichet suit les délais d’ordinaire.'] },
    },
  },
  'desk/editor/agreement': {
    plain: {
      ...on,
      form: form('#', ['signedOn', 'evaluateOn', 'name-1', 'organisation-1', 'competence-1', 'reads-1', 'designated-1', 'deputy-1'], {
        'name-1': 'Conseil départemental',
      }),
      bodies: [body],
      organisations: [{ value: 'cd-54', label: 'Conseil départemental' }],
      facts: [{ value: 'place', label: 'Lieu' }],
      state: shown,
      remove: post,
    },
  },
  'desk/editor/compare': {
    plain: {
      ...on,
      versions: [{ href: '#', label: 'Protocole départemental, version 1 (en vigueur)', current: true }],
      differences,
      exports: [{ href: '#', label: 'En YAML' }],
    },
    same: { ...on, versions: [], differences: [], exports: [] },
  },
  'desk/editor/publish': {
    ask: {
      ...on,
      problems: [],
      proof: { holds: true, failed: [] },
      proofHref: '#',
      differences: 3,
      compareHref: '#',
      studies: [changedStudy],
      alone: true,
      form: form('#', ['effect', 'date'], { effect: 'LATER' }, [{ field: 'date', message: 'Choisissez un jour à venir.' }]),
    },
    asked: {
      ...on,
      problems: [],
      proof: { holds: true, failed: [] },
      proofHref: '#',
      differences: 3,
      compareHref: '#',
      studies: [],
      alone: false,
      proposed: { by: 'Nora Lambert', at: at('2026-11-23T09:00:00'), effect: at('2027-01-01T00:00:00'), own: false, withdraw: post, publish: post },
    },
    unfinished: {
      ...on,
      problems: [{ text: 'Règle «\u00a0regle-1\u00a0»\u00a0: Texte attendu, en français.', href: '#' }],
      proofHref: '#',
      differences: 0,
      compareHref: '#',
      studies: [],
      alone: false,
    },
  },
  'desk/editor/versions': {
    plain: {
      chrome,
      versions: [
        { ...version, href: '#', state: 'COMING', version: 'national@3', effectiveAt: at('2027-01-01T00:00:00') },
        { ...version, href: '#' },
        {
          title: 'Protocole départemental',
          version: 'national@1',
          href: '#',
          state: 'PAST',
          publishedAt: at('2026-10-01T10:00:00'),
          publishedBy: 'ligne de commande',
          effectiveAt: at('2026-10-01T10:00:00'),
        },
      ],
    },
  },
  'desk/editor/version': {
    plain: {
      chrome,
      ...version,
      hash: '3f6a9c'.repeat(10),
      signed: true,
      proof: { holds: true, at: at('2026-11-20T10:00:00'), directory: 4, href: '#' },
      agreement,
      protocol: {
        title: 'Protocole départemental',
        version: 'national@2',
        intake: ['L’alerte est qualifiée sous 1 jour ouvré.'],
        chapters: [],
        otherwise: 'Le Conseil départemental est saisi.',
        inConflict: 'La préfecture est saisie.',
        policies: [],
        steps: [],
        desk: ['Quand un destinataire demande un complément, le guichet le donne sous 1 jour ouvré.'],
        closing: 'Chaque transmission pour action doit avoir sa réponse.',
      },
      since: { label: 'national@1', open: true, differences, others: [{ href: '#', label: 'national@1', current: true }] },
      exports: [{ href: '#', label: 'En YAML' }],
      cases: [{ href: '#', reference: '54-26-7K3M-Q2', status: 'OPEN', openedAt: at('2026-11-20T11:00:00') }],
      pagination: { first: 1, last: 1, total: 1 },
      moveHref: '#',
    },
  },
  'desk/editor/move': {
    plain: {
      chrome,
      version: 'national@1',
      versionHref: '#',
      targets: [{ href: '#', label: 'Protocole départemental, version national@2', current: true }],
      to: 'national@2',
      form: form('#', ['why', 'choix-1', 'raison-1', 'choix-2', 'raison-2'], { 'choix-1': 'KEEP' }, [
        { field: 'raison-1', message: 'Dites pourquoi le dossier 54-26-7K3M-Q2 garde sa version.' },
      ]),
      cases: [
        { reference: '54-26-7K3M-Q2', href: '#', changes: ['Transmission à CCAS de Nancy, pour information'], choice: 'choix-1', reason: 'raison-1' },
        {
          reference: '54-26-9P4T-H7',
          href: '#',
          changes: [],
          refused: 'Une transmission en cours suit des délais que la nouvelle version n’a pas.',
          choice: 'choix-2',
          reason: 'raison-2',
        },
      ],
      pagination: { first: 1, last: 2, total: 6, next: '#' },
    },
    choose: { chrome, version: 'national@1', versionHref: '#', targets: [], cases: [], pagination: { first: 0, last: 0, total: 0 } },
  },
  'desk/calendars': {
    plain: {
      chrome,
      calendars: [
        { href: '#', name: 'Le guichet', hours: 'lundi au vendredi, 9\u00a0h à 18\u00a0h', users: 0 },
        { href: '#', name: 'mairie', hours: 'lundi au vendredi, 8\u00a0h\u00a030 à 12\u00a0h', users: 12 },
      ],
      add: form('#', ['name']),
    },
  },
  'desk/calendar': {
    plain: {
      chrome,
      name: 'permanence',
      hours: 'tous les jours, 9\u00a0h à 19\u00a0h, jours fériés compris',
      form: form(
        '#',
        ['region', 'round', 'holidays', 'jour-1', 'jour-2', 'ferme-1', 'ferme-motif-1', 'ouvert-1', 'ouvert-heures-1', 'ouvert-motif-1'],
        { 'jour-1': '9h-19h' },
        [{ field: 'jour-2', message: 'Ces heures ne se lisent pas.' }],
      ),
      regions: [{ value: '54', label: 'Le département (54)' }],
      days: [
        { name: 'jour-1', label: 'Lundi' },
        { name: 'jour-2', label: 'Mardi' },
      ],
      closed: [{ number: 1, date: 'ferme-1', why: 'ferme-motif-1' }],
      open: [{ number: 1, date: 'ouvert-1', hours: 'ouvert-heures-1', why: 'ouvert-motif-1' }],
      coming: [{ date: '2026-12-25', why: 'Noël' }],
      users: [{ name: 'Centre ALMA', leave: post }],
      follow: form('#', ['organisation']),
      others: [{ value: 'cd-54', label: 'Conseil départemental' }],
    },
  },
  'desk/case-protocol': {
    plain: {
      chrome,
      reference: '54-26-7K3M-Q2',
      caseHref: '#',
      version: { label: 'Protocole départemental, version national@2', href: '#' },
      agreement,
      routed: [
        {
          at: at('2026-11-20T11:00:00'),
          version: 'national@2',
          rules: [{ id: 'domicile-cd', sentence, facts: ['le lieu est «\u00a0Domicile\u00a0»'] }],
        },
      ],
      moves: [
        {
          at: at('2026-11-21T11:00:00'),
          what: 'Protocole suivi\u00a0: national@2, au lieu de national@1',
          who: 'Claude Thiébaut',
          reason: 'La mairie doit savoir.',
        },
      ],
    },
  },
  'desk/editor/history': {
    plain: {
      ...on,
      edits: [
        { at: at('2026-11-23T09:40:00'), who: 'Claude Thiébaut', what: 'Règle «\u00a0le mis en cause n’est pas un professionnel\u00a0»', undo: post },
        { at: at('2026-11-23T09:31:00'), who: 'Nora Lambert', what: 'Chapitre «\u00a0Mineurs\u00a0» ajouté' },
      ],
    },
    empty: { ...on, edits: [] },
  },
  'desk/editor/conflict': {
    plain: {
      ...on,
      what: 'Règle «\u00a0le mis en cause n’est pas un professionnel\u00a0»',
      who: 'Nora Lambert',
      at: at('2026-11-23T09:40:00'),
      theirs: [sentence],
      yours: [sentence.replace('action', 'information')],
      keepTheirs: '#',
      keepYours: post,
    },
  },
  // A fragment, seen in the pages that ask for it.
  'desk/editor/state': {},
};
