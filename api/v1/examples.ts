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
