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
