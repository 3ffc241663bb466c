import type { Instant } from '../../calendar/span.ts';
import type { Choice, Form, PublicChrome } from './parts.ts';

/** A case study in the list of the library. */
export interface StudyLine {
  title: string;
  href: string;
  intention: string;
  /** In words: for whom, how long, by which door. */
  audience: string;
  minutes: number;
  doors: string;
}

export type DrillField = 'danger' | 'place' | 'implicated' | 'maltreatment' | 'victimGroup' | 'role';

export interface StudyView {
  chrome: PublicChrome;
  listHref: string;
  title: string;
  intention: string;
  audience: string;
  minutes: number;
  covers: string[];
  credit: string;
  /** Nobody but its author has read it again. */
  unreviewed: boolean;
  arrives: { door: string; at: string; paragraphs: string[] }[];
}

/** What somebody qualified beside the reference, in words. */
export interface ComparedLine {
  label: string;
  given: string;
  wanted: string;
  verdict: string;
  because?: string;
}

export interface TrainingViews {
  'training/studies': { chrome: PublicChrome; studies: StudyLine[]; absent: number };
  'training/study': StudyView & {
    questions: string[];
    /** Sent as a question: nothing of it is kept. */
    form: Form<DrillField>;
    roles: Choice[];
    kinds: Choice[];
  };
  'training/answer': StudyView & {
    studyHref: string;
    /** Absent when nothing was answered. */
    compared?: { facts: ComparedLine[]; right: string[]; missed: string[]; others: string[] };
    facts: { label: string; text: string }[];
    why: { label: string; because: string }[];
    recipients: { name: string; role: string; purpose: string; rules: string[]; clocks: { what: string; dueAt: Instant }[] }[];
    tasks: string[];
    setAside: string[];
    questions: { ask: string; lookFor: string[] }[];
    facilitation: { minutes: number; intention: string; activity: string }[];
    protocol: string;
  };
}
