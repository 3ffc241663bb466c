import { typographic } from '../templates/text/typography.ts';
import type { Field } from '../vocabulary/vocabulary.ts';
import type { DocumentData, DocumentHead } from './documents.ts';
import { type DocumentHeading, headingsOf, type ModelId, models } from './models.ts';
import { petitionSection } from './petition-section.ts';
import type { WrittenDocument } from './transfer-documents.ts';

/** What the desk knows, in words, for each thing a heading can begin with; '' when nothing is known. */
export type KnownInWords = (source: DocumentHeading['filledFrom'][number]) => string;

/** The sections of a new document: each heading that may be shown, with what is known; each thing known is written once. */
export function beginDocument(model: ModelId, discloses: readonly Field[], known: KnownInWords): WrittenDocument {
  const used = new Set<string>();
  const sections: Record<string, string> = {};
  for (const { id, filledFrom } of headingsOf(model, discloses)) {
    const fresh = filledFrom.filter((source) => !used.has(source) && isShown(source, discloses));
    for (const source of fresh) used.add(source);
    sections[id] = fresh
      .map(known)
      .filter((text) => text !== '')
      .join('\n\n');
  }
  return { model, sections };
}

const isShown = (source: DocumentHeading['filledFrom'][number], discloses: readonly Field[]): boolean =>
  source === 'BASIS' || source === 'PROTECTION' || discloses.includes(source);

/** The headings left empty, and what to look for. */
export function missingHeadings(
  model: ModelId,
  discloses: readonly Field[],
  sections: Record<string, string>,
): { id: string; heading: string; ask: string }[] {
  return headingsOf(model, discloses)
    .filter(({ id }) => (sections[id] ?? '').trim() === '')
    .map(({ id, heading, ask }) => ({ id, heading: typographic(heading), ask: typographic(ask) }));
}

export interface Around {
  head: Omit<DocumentHead, 'title'>;
  /** The recipient's name. */
  to: string;
  version: number;
  /** Who wrote it, and who read it again. */
  writer: string;
  reader: string | null;
  /** What the recipient is to know before anything else. */
  first: readonly string[];
}

/** The document as it is printed: only headings the transfer may show, whatever was sent. */
export function documentOf(model: ModelId, discloses: readonly Field[], sections: Record<string, string>, around: Around): DocumentData['report'] {
  const { title, intro } = models[model];
  const { version, writer, reader, first } = around;
  const signed = [
    `Établi par ${writer}, pour le guichet, le ${around.head.date}.`,
    ...(reader === null ? [] : [`Relu par ${reader}.`]),
    version === 1 ? 'Version 1.' : `Version ${version}\u00a0: elle remplace les précédentes.`,
  ];
  return {
    head: { ...around.head, title: typographic(title) },
    to: around.to,
    intro: [...first, typographic(intro)].join('\n\n'),
    sections: [
      ...headingsOf(model, discloses).map(({ id, heading }) => ({ heading: typographic(heading), text: (sections[id] ?? '').trim() })),
      ...(model === 'requete-protection' ? [petitionSection(discloses, sections)] : []),
    ],
    closing: signed.join('\n'),
  };
}
