/** What the top of every document says. None of it names a person: the title is in the file's metadata. */
export interface DocumentHead {
  title: string;
  /** Who writes: the desk's name. */
  desk: string;
  reference: string;
  /** In words, in the desk's zone. */
  date: string;
  mark: 'EXERCISE' | 'DEMONSTRATION' | null;
}

/** A heading and its text; an empty text is printed "Non renseigné". Empty lines part paragraphs. */
export interface DocumentSection {
  heading: string;
  text: string;
}

/** Document → what its template (`templates/documents/<name>.typ`) is given. */
export interface DocumentData {
  report: { head: DocumentHead; to: string | null; intro: string | null; sections: DocumentSection[]; closing: string | null };
  /** `address`: the recipient's postal address, one line each. `subject` is what the letter shows as its title. */
  letter: { head: DocumentHead; address: string; subject: string; body: string; sections: DocumentSection[]; closing: string | null };
}

export type DocumentName = keyof DocumentData;
