/** The example of the documentation, which a test sends as it is. */
export const alertExample = {
  facts: {
    inseeCode: '54395',
    place: 'DOMICILE',
    implicated: [{ kind: 'MEMBRE_FAMILLE', precision: 'ENFANT' }],
    maltreatment: ['NEGLIGENCES_PASSIVES'],
    danger: 2,
    victimGroup: 'PERSONNE_AGEE',
    age: '>=80',
    flags: [],
  },
  content: {
    narrative: 'Mme D. dit ne plus recevoir de repas depuis une semaine.',
    victim: { name: 'Mme D.', address: '1 rue de l’Exemple, Nancy' },
    reporter: { anonymousToDesk: false, anonymousToImplicated: true, name: 'M. Voisin', phone: '03 83 00 00 00' },
  },
  externalId: 'appel-2026-000123',
};

/** The recording of the example: the shortest sound there is, in base64 as OpenAPI writes binary parts. */
export const voicemailExample = {
  recording: 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=',
  caller: '+33 3 83 00 00 00',
  receivedAt: '2026-11-22T08:15:00+01:00',
  externalId: 'repondeur-2026-000042',
};

/** A file that goes with what is sent: two lines of text, in base64 as OpenAPI writes binary parts. */
export const fileExample = 'UGxhbm5pbmcgZGUgbGEgbnVpdCBkdSAxNyBub3ZlbWJyZQo=';

/** An event first told on the telephone: its written confirmation follows (`completionExample`). */
export const declarationExample = {
  establishment: '549990002',
  category: '8',
  occurredOn: '2026-11-17',
  observedOn: '2026-11-18',
  nature: 'Un résident a été trouvé enfermé dans sa chambre. «\u00a0On m’a dit de ne pas sortir\u00a0», dit-il.',
  victims: 1,
  danger: 1,
  maltreatment: ['PRIVATION_VIOLATION_DROITS_LIBERTES'],
  implicated: ['PROFESSIONNEL_SANTE/AIDE_SOIGNANT'],
  immediateMeasures: 'Porte ouverte, médecin prévenu.',
  personInformed: 'OUI',
  oral: 'A_CONFIRMER',
  oralAt: '2026-11-18T10:30',
  oralTo: 'ARS, astreinte',
  contactName: 'Morgan Collin',
  contactRole: 'Direction',
  externalId: 'EVT-2026-014',
};

export const completionExample = { part: 'WRITTEN', text: 'Je confirme les faits déclarés de vive voix le 18 novembre.', by: 'Morgan Collin' };

export const declarationsCsvExample = [
  'numero;etablissement;categorie;date_constatation;nature;victimes;danger;mesures_immediates;personne_informee;declarant',
  'EVT-2026-015;549990002;1;18/11/2026;Inondation du sous-sol;0;0;Étage évacué;IMPOSSIBLE;Morgan Collin',
].join('\r\n');

/** A sheet with two calls about one person. */
export const sheetExample = {
  number: 'PN-2026-004512',
  calls: [
    {
      takenAt: '2026-11-20T09:40:00+01:00',
      narrative: 'Ma mère dit que son fils garde sa carte bancaire et ne lui laisse rien.',
      caller: {
        firstName: 'Anne',
        lastName: 'D.',
        phone: '06 00 00 00 00',
        relation: 'fille',
        safeChannel: 'PHONE',
        constraints: 'Le soir seulement, pas de message.',
      },
    },
    { takenAt: '2026-11-20T15:10:00+01:00', narrative: 'On l’entend crier.', caller: { anonymousToDesk: true, relation: 'voisine' } },
  ],
  victim: { lastName: 'D.', firstName: 'Madeleine', age: 84, address: '1 rue de l’Exemple, Nancy', livesWith: 'son fils' },
  implicated: [{ firstName: 'Paul', lastName: 'D.', age: 54, relation: 'fils', occupation: 'sans emploi', livesWithVictim: true }],
  place: { kind: 'DOMICILE', commune: '54395' },
  maltreatment: ['VIOLENCES_MATERIELLES_FINANCIERES', 'privation de carte bancaire'],
  danger: 2,
  attendingPhysician: { name: 'Dr Exemple', phone: '03 83 00 00 01' },
  professionals: [{ role: 'Aide à domicile', name: 'Service de l’Exemple' }],
  allowances: ['APA, GIR 4'],
};
