import { expect, test } from 'vitest';
import { channelLabel, offeredChannels } from '../vocabulary/outgoing-channels.ts';
import { nationalProcedure } from './library/index.ts';
import type { Policy, Procedure } from './procedure.ts';
import { parseProcedure } from './schema.ts';

const national = nationalProcedure();
const order = { to: 'CD', mode: 'TRANSFER', purpose: 'ACTION', policy: 'standard', discloses: ['FACTS'] };
const rule = { id: 'essai', because: 'essai', when: { place: { anyOf: ['DOMICILE'] } }, then: order };
const withRule = (changes: object): object => ({ ...national, chapters: [{ title: 'Essai', rules: [{ ...rule, ...changes }] }] });
const ordering = (then: object): object => withRule({ then });
const standard = national.policies.standard as Policy;
const withStage = (changes: object): object => ({
  ...national,
  policies: { ...national.policies, standard: { ...standard, stages: [{ ...standard.stages[0], ...changes }, standard.stages[1]] } },
});
const problems = (input: unknown) => {
  const read = parseProcedure(input);
  return 'problems' in read ? read.problems.map(({ path, message }) => `${path} | ${message.replaceAll('\u00a0', ' ')}`) : [];
};

test('a valid procedure comes back as it was', () => {
  expect(parseProcedure(structuredClone(national))).toEqual({ procedure: national });
});

test('codes that YAML reads as numbers are codes', () => {
  const read = parseProcedure(withRule({ when: { finessCategory: { anyOf: [500, 255] }, danger: { anyOf: [3] } } })) as { procedure: Procedure };
  expect(read.procedure.chapters[0]?.rules[0]?.when).toEqual({ finessCategory: { anyOf: ['500', '255'] }, danger: { anyOf: ['3'] } });
});

const at = 'chapters.0.rules.0';
const ways = `${new Intl.ListFormat('fr', { type: 'disjunction' }).format(offeredChannels.map(channelLabel))} (${offeredChannels.join(', ')})`;
const refused: [string, object, string[]][] = [
  ['a fact that does not exist', withRule({ when: { weather: { known: true } } }), [`${at}.when | Règle « essai » : Clé non reconnue : "weather"`]],
  [
    'a condition with two keys',
    withRule({ when: { danger: { atLeast: 1, atMost: 3 } } }),
    [
      `${at}.when.danger | Règle « essai » : Condition attendue : une seule clé parmi anyOf (liste de codes non vide), atLeast ou atMost (0 à 4), known (true ou false).`,
    ],
  ],
  [
    'a channel that is not for a protocol to choose',
    {
      ...national,
      policies: {
        ...national.policies,
        standard: { ...standard, channels: [{ kind: 'INSTALLATION', patience: { hours: 1 } }, ...standard.channels] },
      },
    },
    [`policies.standard.channels.0.kind | Politique « standard » : le canal « cette installation » ne se choisit pas : choisissez ${ways}.`],
  ],
  [
    'a channel that there is not',
    { ...national, policies: { ...national.policies, standard: { ...standard, channels: [{ kind: 'PIGEON', patience: { hours: 1 } }] } } },
    [`policies.standard.channels.0.kind | Politique « standard » : le canal « PIGEON » n’est pas connu : choisissez ${ways}.`],
  ],
  ['an empty list of codes', withRule({ when: { place: { anyOf: [] } } }), [`${at}.when.place.anyOf | Règle « essai » : Au moins un code.`]],
  [
    'a code of another fact',
    withRule({ when: { place: { anyOf: ['DOMICILE', 'MEMBRE_FAMILLE'] } } }),
    [`${at}.when.place.anyOf | Règle « essai » : « MEMBRE_FAMILLE » n’est pas un code de « place ».`],
  ],
  [
    'a precision of another kind',
    withRule({ when: { implicated: { anyOf: ['MEMBRE_FAMILLE/INFIRMIER'] } } }),
    [`${at}.when.implicated.anyOf | Règle « essai » : « MEMBRE_FAMILLE/INFIRMIER » n’est pas un code de « implicated ».`],
  ],
  [
    'a commune that lost its zero',
    withRule({ when: { inseeCode: { anyOf: [1004] } } }),
    [`${at}.when.inseeCode.anyOf | Règle « essai » : « 1004 » n’est pas un code de « inseeCode ».`],
  ],
  [
    'a comparison on a fact without order',
    withRule({ when: { age: { atLeast: 3 } } }),
    [`${at}.when.age | Règle « essai » : atLeast et atMost ne se lisent que sur « danger », pas sur « age ».`],
  ],
  [
    'a recipient that does not exist',
    ordering({ ...order, to: 'FBI' }),
    [`${at}.then.to | Règle « essai » : « FBI » n’est pas un rôle ou un groupe de rôles connu.`],
  ],
  [
    'a transfer to the desk itself',
    ordering({ ...order, to: 'DESK' }),
    [`${at}.then.to | Règle « essai » : rien ne se transmet à « DESK » : donnez plutôt une tâche au guichet.`],
  ],
  [
    'a policy that does not exist',
    ordering({ ...order, policy: 'eclair' }),
    [`${at}.then.policy | Règle « essai » : la politique « eclair » n’existe pas.`],
  ],
  [
    'a policy named like a method',
    ordering({ ...order, policy: 'constructor' }),
    [`${at}.then.policy | Règle « essai » : la politique « constructor » n’existe pas.`],
  ],
  [
    'an action under a policy without an answer',
    ordering({ ...order, policy: 'information' }),
    [
      `${at}.then.policy | Règle « essai » : la politique « information » ne va pas jusqu’à la prise en charge : une transmission pour action ne peut pas la suivre.`,
    ],
  ],
  [
    'a field that does not exist',
    ordering({ ...order, discloses: ['about'] }),
    [`${at}.then.discloses.0 | Règle « essai » : « about » n’est pas une rubrique à communiquer.`],
  ],
  ['nothing to disclose', ordering({ ...order, discloses: [] }), [`${at}.then.discloses | Règle « essai » : Au moins une rubrique à communiquer.`]],
  [
    'a task that does not exist',
    ordering({ task: 'DANCE', to: 'DESK', within: { hours: 1 }, sayable: 'Danser.' }),
    [`${at}.then.task | Règle « essai » : « DANCE » n’est pas une sorte de tâche connue.`],
  ],
  [
    'a span with two units',
    ordering({ task: 'CALL_BACK', to: 'DESK', within: { hours: 1, days: 2 }, sayable: 'Rappeler.' }),
    [
      `${at}.then.within | Règle « essai » : Durée attendue : une seule clé parmi hours, workingHours (nombre positif), days, workingDays (nombre entier positif).`,
    ],
  ],
  [
    'half a day',
    withStage({ remind: [{ workingDays: 0.5 }] }),
    [
      'policies.standard.stages.0.remind.0 | Politique « standard » : Durée attendue : une seule clé parmi hours, workingHours (nombre positif), days, workingDays (nombre entier positif).',
    ],
  ],
  [
    'a law that is not listed',
    withRule({ legalBasis: 'ART_1' }),
    [`${at}.legalBasis | Règle « essai » : « ART_1 » n’est pas un fondement juridique connu.`],
  ],
  ['a key nobody knows', withRule({ unless: {} }), [`${at} | Règle « essai » : Clé non reconnue : "unless"`]],
  [
    'an id with a capital',
    withRule({ id: 'Essai' }),
    [`${at}.id | Règle « Essai » : « Essai » : minuscules sans accent, chiffres et tirets, en commençant par une lettre.`],
  ],
  ['a reserved id', withRule({ id: 'otherwise' }), [`${at}.id | Règle « otherwise » : l’identifiant « otherwise » est réservé.`]],
  [
    'two rules with one id',
    {
      ...national,
      chapters: [
        { title: 'A', rules: [rule] },
        { title: 'B', rules: [rule] },
      ],
    },
    ['chapters.1.rules.0.id | Règle « essai » : l’identifiant « essai » est déjà pris ; chaque règle et chaque étape a le sien.'],
  ],
  [
    'a step after an unknown entry',
    { ...national, steps: [{ id: 'suite', after: 'FULL_MOON', when: {}, do: order }] },
    ['steps.0.after | Étape « suite » : « FULL_MOON » n’est pas une ligne de journal connue.'],
  ],
  [
    'a default for information',
    { ...national, otherwise: { ...order, purpose: 'INFORMATION' } },
    ['otherwise.purpose | le destinataire par défaut est saisi pour action : personne n’est jamais une réponse.'],
  ],
  [
    'units mixed in a stage',
    withStage({ remind: [{ hours: 4 }] }),
    [
      'policies.standard.stages.0.remind | Politique « standard » : étape ACKNOWLEDGED : relances et limite s’écrivent dans la même unité (limite en workingDays, relance en hours).',
    ],
  ],
  [
    'a reminder at the limit',
    withStage({ remind: [{ workingDays: 1 }, { workingDays: 2 }] }),
    [
      'policies.standard.stages.0.remind | Politique « standard » : étape ACKNOWLEDGED : la relance (workingDays: 2) doit précéder la limite (workingDays: 2).',
    ],
  ],
  [
    'reminders out of order',
    withStage({ within: { workingDays: 9 }, remind: [{ workingDays: 3 }, { workingDays: 3 }] }),
    [
      'policies.standard.stages.0.remind | Politique « standard » : étape ACKNOWLEDGED : les relances se suivent de la plus proche à la plus lointaine.',
    ],
  ],
  [
    'escalations in two units',
    withStage({
      escalate: [
        { after: { hours: 1 }, to: 'SUPERIOR', how: 'INFORM' },
        { after: { days: 1 }, to: 'DESK', how: 'INFORM' },
      ],
    }),
    ['policies.standard.stages.0.escalate | Politique « standard » : étape ACKNOWLEDGED : les escalades s’écrivent dans la même unité.'],
  ],
  [
    'a chain that does not end with the desk',
    withStage({ escalate: [{ after: { hours: 1 }, to: 'SUPERIOR', how: 'INFORM' }] }),
    [
      'policies.standard.stages.0.escalate | Politique « standard » : étape ACKNOWLEDGED : la dernière escalade va au guichet (DESK), pour que toute chaîne finisse par une personne.',
    ],
  ],
  [
    'stages out of order',
    { ...national, policies: { ...national.policies, standard: { ...standard, stages: standard.stages.toReversed() } } },
    [
      'policies.standard.stages | Politique « standard » : les étapes se suivent dans l’ordre ACKNOWLEDGED, IN_CHARGE, OUTCOME_GIVEN, chacune une fois au plus.',
    ],
  ],
  [
    'a channel twice',
    {
      ...national,
      policies: { ...national.policies, standard: { ...standard, channels: [...standard.channels, ...standard.channels.slice(0, 1)] } },
    },
    ['policies.standard.channels | Politique « standard » : le canal « EMAIL » est donné deux fois.'],
  ],
  [
    'looks again out of order',
    { ...national, closing: { ...national.closing, lookAgain: [{ days: 365 }, { days: 90 }] } },
    ['closing.lookAgain | les nouvelles vérifications se suivent de la plus proche à la plus lointaine.'],
  ],
];

test.each(refused)('refuses %s', (_, input, expected) => {
  expect(problems(input)).toEqual(expected);
});

test.each([undefined, null, 'texte', [], { slug: 'x' }])('refuses what is not a procedure at all (%j)', (input) => {
  expect(problems(input).length).toBeGreaterThan(0);
});

test('every problem is told at once', () => {
  expect(problems(withRule({ id: 'otherwise', when: { place: { anyOf: ['A', 'B'] } } }))).toHaveLength(3);
});
