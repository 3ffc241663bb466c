import { describe, expect, it } from 'vitest';
import { authorMarks, hardMarks, softMarks } from './gate.ts';
import type { Withheld } from './mark.ts';

const author: Withheld = {
  names: ['Éloïse LEFÈVRE-Cœurdacier'],
  phones: ['06 12 34 56 78'],
  emails: ['e.lefevre54@example.org'],
  addresses: ['12 bis, rue de la Hache\n54000 Nancy'],
  isVictim: false,
  others: { names: ['Odette Martin', 'Marc Lambert'], phones: ['+33 3 83 11 22 33'], emails: ['odette@example.org'] },
};
const found = (text: string, withheld: Withheld = author): string[] =>
  hardMarks(text, withheld).map(({ kind, from, to }) => `${kind} ${text.slice(from, to)}`);
const named = (...names: string[]): Withheld => ({ ...author, names, phones: [], emails: [], addresses: [] });

describe('the gate finds', () => {
  it.each([
    ['C’est Éloïse qui le dit.', 'NAME Éloïse'],
    ['vu avec mme lefevre hier', 'NAME lefevre'],
    ['Mme COEURDACIER', 'NAME COEURDACIER'],
    ['d’Eloi\u0308se', 'NAME Eloi\u0308se'],
    ['Appeler L\u00adefèvre', 'NAME L\u00adefèvre'],
    ['L-E-F-E-V-R-E', 'NAME L-E-F-E-V-R-E'],
    ['joindre au 06 12 34 56 78 le soir', 'PHONE 06 12 34 56 78'],
    ['06.12.34.56.78', 'PHONE 06.12.34.56.78'],
    ['0 6 1 2 3 4 5 6 7 8', 'PHONE 0 6 1 2 3 4 5 6 7 8'],
    ['tel +33 (0)6 12 34 56 78.', 'PHONE +33 (0)6 12 34 56 78'],
    ['0033612345678', 'PHONE 0033612345678'],
    ['03-83-44-55-66', 'PHONE 03-83-44-55-66'],
    ['+32 2 555 12 12', 'PHONE +32 2 555 12 12'],
    ['O6 12 34 56 78', 'PHONE O6 12 34 56 78'],
    ['écrire à e.lefevre54@example.org', 'EMAIL e.lefevre54@example.org'],
    ['paul (at) domaine point fr', 'EMAIL paul (at) domaine point fr'],
    ['paul arobase domaine.fr', 'EMAIL paul arobase domaine.fr'],
    ['j’habite rue de la hache', 'ADDRESS rue de la hache'],
    ['au 12 bis, r. de la Hache', 'ADDRESS r. de la Hache'],
    ['Merci.\n-- \nÉ. L.\nAide', 'SIGNATURE -- \nÉ. L.\nAide'],
    ['Merci.\nBien cordialement,\n\nÉ. L.', 'SIGNATURE Bien cordialement,\n\nÉ. L.'],
    ['Envoyé de mon iPhone', 'SIGNATURE Envoyé de mon iPhone'],
    ['De : Paul\nEnvoyé : lundi\nÀ : guichet', 'QUOTED_HEADER De : Paul'],
    ['Le 3 mars 2026 à 10:12, P. a écrit :', 'QUOTED_HEADER Le 3 mars 2026 à 10:12, P. a écrit :'],
    ['> bonjour', 'QUOTED_HEADER > bonjour'],
    ['Signé : É. L.', 'SIGNATURE Signé : É. L.'],
    ['LettreLefevre.pdf', 'NAME LettreLefevre'],
    ['attestationEloiseCoeurdacier2.pdf', 'NAME attestationEloiseCoeurdacier'],
    ['mmelefevre.txt', 'NAME mmelefevre'],
    ['lefevree@', 'NAME lefevree'],
    ['d\u02bcÉloïse', 'NAME Éloïse'],
    ['06~12~34~56~78', 'PHONE 06~12~34~56~78'],
    ['06’12’34’56’78', 'PHONE 06’12’34’56’78'],
    ['06   12     34   56   78', 'PHONE 06   12     34   56   78'],
    ['12 34 56 78, avec 06 devant', 'PHONE 12 34 56 78'],
  ])('%j', (text, mark) => {
    expect(found(text)).toContain(mark);
  });
});

describe('a text that says itself who wrote it, of an author whose name nobody knows, is held', () => {
  const unknown = { ...named(), others: { names: ['Odette Martin'], phones: [], emails: [] } };
  it.each([
    'Bonjour, je m’appelle Geneviève Poulain, ma voisine crie.',
    "bonjour je m'appelle genevieve poulain",
    'Mon nom est Poulain.',
    'Je soussignée Geneviève POULAIN atteste.',
    'Geneviève Poulain à l’appareil.',
    'Ici Mme Poulain, la voisine.',
    'Je suis Geneviève Poulain.',
    'C’est Geneviève Poulain qui vous appelle.',
    'Elle crie.\nMerci\nGeneviève Poulain',
    'Elle crie.\nMerci d’avance,\n\nGeneviève',
    'Elle crie.\nDans l’attente de votre réponse,\nG. Poulain\n\nRéponses cochées : Négligences.',
    'Elle crie toute la nuit.\n\nGeneviève Poulain\n',
  ])('%j', (text) => {
    expect(found(text, unknown)).not.toEqual([]);
  });
  it.each([
    'Elle ne m’appelle plus. On n’est pas venu ici lundi.\nMerci de venir voir Mme Martin à Nancy\nElle est seule.',
    'Elle crie.\n\nOdette Martin\n',
    'Les faits ont lieu ici.\nEHPAD Les Glycines\n54000 Nancy',
    'Je suis inquiète. Je suis à Nancy.',
  ])('but not %j', (text) => {
    expect(found(text, unknown)).toEqual([]);
  });
});

it('somebody else’s name that is told by the author’s shares nothing with it', () => {
  for (const name of ['Mère de Éloïse Lefèvre', 'Jeanne Keller, voisine d’Éloïse Lefèvre', 'Jeanne, chez Éloïse'])
    expect(found('Vue par Éloïse.', { ...author, others: { ...author.others, names: [name] } })).toEqual(['NAME Éloïse']);
});

it('a letter that the desk signs gives its own number, and never the author’s', () => {
  const marks = (text: string) => authorMarks(text, author).map(({ kind }) => kind);
  expect(marks('Joignez-nous au 03 83 99 88 77, guichet@exemple.fr.\nCordialement,\nPaul Durand')).toEqual([]);
  expect(marks('Mme Lefèvre, 06 12 34 56 78, e.lefevre54@example.org, 12 bis rue de la Hache')).toEqual(
    expect.arrayContaining(['NAME', 'PHONE', 'EMAIL', 'ADDRESS']),
  );
});

describe('a name or a street as somebody heard it, shortened it or typed it in haste is found', () => {
  const neighbour: Withheld = {
    ...author,
    names: ['Geneviève THOUVENIN'],
    phones: [],
    emails: [],
    addresses: ['17 rue des Glacis, 54000 Nancy'],
    others: { names: ['Odette Marchal', 'Rémi Marchand'], phones: [], emails: [] },
  };
  it.each([
    ['Vu par Mme Touvenin hier.', 'NAME Touvenin'],
    ['ma voisine touvenain le dit', 'NAME touvenain'],
    ['selon madame thouvnin', 'NAME thouvnin'],
    ['d’après Jeneviève', 'NAME Jeneviève'],
    ['Mme T. l’a vue', 'NAME Mme T'],
    ['avec Mme Th. hier', 'NAME Mme Th'],
    ['vu par G. T. et G.-T.', 'NAME G. T'],
    ['sa voisine G. entend', 'NAME voisine G'],
    ['on l’appelle Gen ici', 'NAME Gen'],
    ['Elle crie. Gros bisous Geneviève', 'NAME Geneviève'],
    ['rue des Glassis', 'ADDRESS rue des Glassis'],
    ['j’habite aux Glacis', 'ADDRESS Glacis'],
    ['la voisine du 17 entend', 'ADDRESS 17'],
    ['au 17 de la rue', 'ADDRESS 17'],
    ['note de Mme_T.pdf', 'NAME Mme_T'],
    ['Touvenain.pdf', 'NAME Touvenain'],
  ])('%j', (text, mark) => {
    expect(found(text, neighbour)).toContain(mark);
  });
  it.each([
    'Mme M. et Odette M. sont seules, R. Marchall aussi. M. le maire est venu, M. T. Duval aussi.',
    'Elle m’a dit : « t’es folle », le 17 mars, puis le 17 à 17 h. Elle a appelé le 17.',
    'Sa voisine l’a vue le 17. Elle réside ici du 17 au 20 mars, depuis le 17 janvier.',
    'Il vend des glaces. Merci Madame. Au revoir Odette',
  ])('but not in %j', (text) => {
    expect(found(text, neighbour)).toEqual([]);
  });
  it.each(['Elle crie toute la nuit, bisous Gigi', 'Venez vite. Merci, Ginou'])('nor needs a name to be known: %j', (text) => {
    expect(found(text, named())).not.toEqual([]);
  });
});

describe('the gate leaves', () => {
  it.each([
    'Odette Martin, 03 83 11 22 33, odette@example.org, est seule depuis lundi.',
    'Le 06 12 2024 à 10 h 30, puis le 07/12/2024 14:00, elle est tombée.',
    'Elle a appelé le 15, puis le 112 ; le 119 et le 3977 sont fermés. 18 repas sur 20.',
    'Numéro de sécurité sociale 2 45 03 54 395 012 34, FINESS 540001234, 12 500 euros.',
    'De 8 h à 10 h, il y a du bruit : elle a peur.\nDe plus, la porte ferme mal.',
    'Cordialement reçue par l’équipe, elle a mangé.',
  ])('%j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('a name that is the victim’s too, but not the one beside it, nor its initial', () => {
    const withheld = named('Paul Martin');
    expect(found('Mme MARTIN vit seule, Odette Martin aussi, O. Martin.', withheld)).toEqual([]);
    expect(found('P. Martin l’a vue', withheld)).toEqual(['NAME P. Martin']);
    expect(found('Martin Paul', withheld)).not.toEqual([]);
  });

  it('a word of every sentence that is a name, unless it is written as one', () => {
    const withheld = named('Hélène Petit');
    expect(found('son petit-fils, un petit déjeuner', withheld)).toEqual([]);
    expect(found('Mme petit', withheld)).toEqual(['NAME petit']);
    expect(found('PETIT', withheld)).toEqual(['NAME PETIT']);
    expect(found('helene', withheld)).toEqual(['NAME helene']);
  });

  it('words that are said like a name', () => {
    expect(found('Merci de venir. Durant la nuit, rien ne lui est fourni.', named('Alain Mercier', 'Paul Durand', 'Marie Fournier'))).toEqual([]);
  });

  it('a place named after the saint', () => {
    expect(found('l’EHPAD Saint-Martin', named('Paul Martinet', 'Luc Nicolas'))).toEqual([]);
    expect(found('à Saint-Nicolas-de-Port', named('Luc Nicolas'))).toEqual([]);
  });
});

describe('a person who alerts for herself', () => {
  const herself: Withheld = { ...named('Odette Martin'), isVictim: true };
  it('is never told to have spoken', () => {
    expect(found('J’ai peur de lui.', herself)).toEqual(['FIRST_PERSON J']);
    expect(found('Elle a appelé le guichet.', herself)).toEqual(['FIRST_PERSON Elle a appelé']);
    expect(found('Mme Martin nous a contactés', herself)).not.toEqual([]);
    expect(found('Son fils la frappe. Mme Martin a appelé sa fille.', herself)).toEqual([]);
  });
});

it('soft marks say a relation, a job, the first person', () => {
  const text = 'Je suis sa voisine. Ma mère crie. Je travaille de nuit.';
  expect(softMarks(text).map(({ kind, from, to }) => `${kind} ${text.slice(from, to)}`)).toEqual([
    'RELATION Je suis sa voisine',
    'RELATION Ma mère',
    'JOB Je travaille',
  ]);
});
