import { shownProof } from '../../api/pages/protocol/proof.ts';
import { demonstrationDirectory } from '../../demonstration/directories.ts';
import { communesOf } from '../../directory/record/communes.ts';
import { indexDirectory } from '../../directory/resolve.ts';
import { nationalProcedure } from '../../procedures/library/index.ts';
import { verify } from '../../proof/verify.ts';
import type { ProofView, ProofViews } from '../../templates/views/proof.ts';
import { at, deskChrome as chrome, form } from './parts.ts';

type Samples = { [K in keyof ProofViews]: Record<string, ProofViews[K]> };

const national = nationalProcedure();
const directory = indexDirectory(demonstrationDirectory('54'));
/** Two rules fewer, one of them by written agreement. */
const broken = {
  ...national,
  chapters: national.chapters.map((chapter) => ({
    ...chapter,
    rules: chapter.rules.filter(({ id }) => id !== 'danger-appel-vital' && id !== 'danger-police-gendarmerie' && id !== 'crime-parquet'),
  })),
  waivers: [{ check: 'crime-parquet', reason: 'Convention du 3 mars 2026 : le Conseil départemental saisit lui-même le parquet.' }],
};
const proved = (procedure: typeof national) => shownProof(verify(procedure, directory, communesOf('54')), 'national@1');
const page = (procedure: typeof national): ProofView => ({
  chrome,
  protocol: procedure.title,
  version: `${procedure.slug}@${procedure.number}`,
  revision: directory.revision,
  at: at('2026-11-20T10:00:00'),
  protocolHref: '/guichet/protocole',
  proof: proved(procedure),
});
const onDraft = {
  chrome,
  draft: {
    title: national.title,
    href: '/guichet/protocole/brouillons/b1',
    changedAt: at('2026-11-23T09:40:00'),
    changedBy: 'Claude Thiébaut',
    problems: 0,
    proposed: false,
  },
  sections: [
    { href: '#', label: 'Règles', current: false },
    { href: '#', label: 'Preuve', current: true },
  ],
  revision: directory.revision,
  at: at('2026-11-23T09:45:00'),
};

export const proofSamples: Samples = {
  'desk/proof': { held: page(national), broken: page(broken) },
  'desk/editor/proof': {
    broken: {
      ...onDraft,
      proof: proved(broken),
      unfinished: [],
      wrong: false,
      waivers: [
        {
          title: 'Devant un danger imminent, police ou gendarmerie sont saisies',
          article: 'article 223-6 du code pénal',
          field: 'reason-danger-forces-de-l-ordre',
          form: form('#', ['reason-danger-forces-de-l-ordre']),
          open: true,
        },
      ],
    },
    unfinished: { ...onDraft, proof: null, wrong: false, waivers: [], unfinished: ['Politique « standard » : la relance doit précéder la limite.'] },
  },
};
