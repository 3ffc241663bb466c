import { expect, test } from 'vitest';
import { demonstrationDirectory } from '../demonstration/directories.ts';
import type { Contact, Directory, Organisation } from '../directory/directory.ts';
import { communesOf } from '../directory/record/communes.ts';
import { indexDirectory } from '../directory/resolve.ts';
import { nationalProcedure } from '../procedures/library/index.ts';
import type { Policy, Procedure, ProcedureStep, Rule, Stage, TaskOrder, TransferOrder } from '../procedures/procedure.ts';
import type { PropertyId } from './proof.ts';
import { verify } from './verify.ts';

/** The national protocol and the demonstration directory of 54, to be broken in one way. */
class World {
  readonly procedure: Procedure = structuredClone(national);
  readonly directory: Directory = structuredClone(meurthe);

  rule(id: string): Rule {
    return found(
      this.procedure.chapters.flatMap(({ rules }) => rules).find((rule) => rule.id === id),
      id,
    );
  }
  transfer(id: string): TransferOrder {
    const order = this.rule(id).then;
    if ('task' in order) throw new Error(`${id} orders a task`);
    // Anchors of the file are one object: the mutation must touch this rule alone.
    const own = structuredClone(order);
    this.rule(id).then = own;
    return own;
  }
  task(id: string): TaskOrder {
    const order = this.rule(id).then;
    if (!('task' in order)) throw new Error(`${id} orders a transfer`);
    const own = structuredClone(order);
    this.rule(id).then = own;
    return own;
  }
  drop(...ids: string[]): void {
    for (const id of ids) this.rule(id);
    for (const chapter of this.procedure.chapters) chapter.rules = chapter.rules.filter(({ id }) => !ids.includes(id));
  }
  add(...rules: Rule[]): void {
    this.procedure.chapters[0]?.rules.push(...rules);
  }
  step(id: string): ProcedureStep {
    return found(
      this.procedure.steps.find((step) => step.id === id),
      id,
    );
  }
  policy(name: string): Policy {
    return found(this.procedure.policies[name], name);
  }
  stage(name: string, at = 0): Stage {
    return found(this.policy(name).stages[at], name);
  }
  body(id: string): Organisation {
    return found(
      this.directory.organisations.find((one) => one.id === id),
      id,
    );
  }
  contact(id: string): Contact {
    return found(
      this.directory.contacts.find((one) => one.id === id),
      id,
    );
  }
  remove(...ids: string[]): void {
    for (const id of ids) this.body(id);
    this.directory.organisations = this.directory.organisations.filter(({ id }) => !ids.includes(id));
    this.directory.contacts = this.directory.contacts.filter(({ organisation }) => !ids.includes(organisation));
    this.directory.links = this.directory.links.filter(({ from, to }) => !ids.includes(from) && !ids.includes(to));
  }
}

function found<T>(one: T | undefined, id: string): T {
  if (one === undefined) throw new Error(`nothing named ${id}`);
  return one;
}

const national = nationalProcedure();
const meurthe = demonstrationDirectory('54');
const communes = communesOf('54');
const copy = (rule: Rule, changes: Partial<Rule>): Rule => ({ ...structuredClone(rule), ...changes });
const order = (to: TransferOrder['to']): TransferOrder => ({ ...structuredClone(national.otherwise), to });
const call = (to: TaskOrder['to']): TaskOrder => ({ task: 'CALL_BACK', to, within: { hours: 1 }, sayable: 'Rappeler.' });
/** Bodies that alone answer for these roles in the department. */
const cells = ['cellule-54', 'ars-siege-54'];

type Mutation = [name: string, refused: PropertyId[], breaks: (world: World) => void, reason: RegExp];

/** Each is refused for exactly these properties, and the reason says what was broken. */
const mutations: Mutation[] = [
  // 1. Somebody acts.
  [
    'nobody in the department is the cell',
    ['REACHES', 'ROLES', 'TIES'],
    (w) => w.remove(...cells),
    /Personne n’est saisi pour action\. Par exemple : lieu non connu/,
  ],
  [
    'what happens in a place that nobody knows is only made known, and the default answers nowhere',
    ['REACHES', 'ROLES', 'TIES', 'LAW'],
    (w) => {
      w.transfer('etablissement-cellule').purpose = 'INFORMATION';
      w.procedure.otherwise = order('ALLO_119');
      w.remove('allo-119-54');
    },
    /personne n’est saisi pour action/,
  ],
  [
    'two bodies are the cell at the same rank',
    ['REACHES', 'ROLES', 'TIES'],
    (w) => {
      w.body('ars-siege-54').priority = w.body('cellule-54').priority;
    },
    /plusieurs organismes sont compétents au même rang/,
  ],
  [
    'the cell answers nowhere but at home, and its stand-in never for children',
    ['REACHES', 'ROLES', 'TIES'],
    (w) => {
      w.body('cellule-54').onlyFor = { place: ['DOMICILE'] };
      w.body('ars-siege-54').neverFor = { place: ['TRAJET'], authority: ['CD'] };
    },
    /Personne n’est saisi pour action\. Par exemple : [^.]*autorisé par : conseil départemental/,
  ],
  [
    'every order but the default is a consultation, which transmits nothing',
    ['REACHES', 'LAW'],
    (w) => {
      for (const id of w.procedure.chapters.flatMap(({ rules }) => rules.filter(({ then }) => !('task' in then)).map((rule) => rule.id)))
        w.transfer(id).mode = 'CONSULTATION';
    },
    /personne n’est saisi pour action : rien n’est transmis/i,
  ],
  [
    'the cell, which every alert reaches, is told of the place alone',
    ['REACHES', 'LAW'],
    (w) => {
      for (const id of w.procedure.chapters.flatMap(({ rules }) => rules.filter(({ then }) => !('task' in then)).map((rule) => rule.id)))
        w.transfer(id).discloses = ['PLACE'];
    },
    /rien n’est transmis/,
  ],
  [
    'the police hears of a life in danger by a letter, within five thousand working days',
    ['CHAINS', 'LAW'],
    (w) => {
      const slow: Policy = {
        ...structuredClone(w.policy('standard')),
        channels: [{ kind: 'LETTER_TASK', patience: { workingDays: 5_000 } }],
        handover: { workingDays: 5_000 },
      };
      w.procedure.policies.lente = slow;
      for (const { id, then } of w.procedure.chapters.flatMap(({ rules }) => rules))
        if (!('task' in then) && ['POLICE', 'GENDARMERIE', 'POLICE_OR_GENDARMERIE'].includes(then.to)) w.transfer(id).policy = 'lente';
    },
    /ni la police ni la gendarmerie ne sont saisies à temps/i,
  ],
  [
    'the authority of an establishment hears of it by a letter, within three thousand days',
    ['CHAINS'],
    (w) => {
      const slow: Policy = {
        ...structuredClone(w.policy('standard')),
        channels: [{ kind: 'LETTER_TASK', patience: { days: 3_000 } }],
        handover: { days: 3_000 },
      };
      w.procedure.policies.lente = slow;
      w.procedure.inConflict = { ...structuredClone(w.procedure.inConflict), policy: 'lente' };
    },
    /Politique « lente » : le destinataire n’est prévenu qu’après 3.000 jours ; [^.]*7 jours[^.]* au plus/,
  ],
  [
    'a body that says nothing is let be for two thousand working days',
    ['CHAINS'],
    (w) => {
      w.stage('standard').within = { workingDays: 2_000 };
    },
    /son silence n’a de suite qu’après 2.000 jours ouvrés/,
  ],
  [
    'the cell, for every alert, is asked its opinion only',
    ['REACHES', 'LAW'],
    (w) => {
      for (const { id, then } of w.procedure.chapters.flatMap(({ rules }) => rules))
        if (!('task' in then) && then.to === 'CELLULE_ARS') w.transfer(id).mode = 'CONCERTATION';
    },
    /la cellule de recueil n’en sait rien/i,
  ],
  [
    'the prosecutor hears of a crime within a year',
    ['CHAINS', 'LAW'],
    (w) => {
      w.policy('parquet').handover = { workingDays: 250 };
      w.policy('parquet-urgent').handover = { workingDays: 250 };
    },
    /le procureur n’est pas saisi, ou pas sans délai/i,
  ],
  [
    'an alert may wait 9,999 working days to be qualified',
    ['CHAINS'],
    (w) => {
      w.procedure.intake.qualify = { workingDays: 9_999 };
    },
    /peut attendre/,
  ],
  [
    'the default only informs, and no rule asks the cell to act',
    ['REACHES', 'TIES', 'LAW'],
    (w) => {
      w.transfer('etablissement-cellule').purpose = 'INFORMATION';
      w.procedure.otherwise.purpose = 'INFORMATION';
    },
    /personne n’est saisi pour action/,
  ],
  [
    'the default is a body of a few communes, and no rule speaks of places that are not known',
    ['REACHES', 'ROLES', 'TIES', 'LAW'],
    (w) => {
      const place = w.rule('etablissement-cellule').when.place;
      if (place === undefined || !('anyOf' in place)) throw new Error('no place');
      place.anyOf = place.anyOf.filter((code) => code !== 'INCONNU');
      w.procedure.otherwise = order('CCAS');
      w.remove('mairies-54');
    },
    /Personne n’est saisi pour action\. Par exemple : lieu non connu/,
  ],
  // 2. Every rule serves.
  [
    'a home cannot be a nursing home',
    ['RULES'],
    (w) => w.add(copy(w.rule('crime-parquet'), { id: 'x', when: { place: { anyOf: ['DOMICILE'] }, placePrecision: { anyOf: ['EHPAD'] } } })),
    /\(x\) ne s’applique jamais/,
  ],
  [
    'nobody is old and under age',
    ['RULES'],
    (w) => w.add(copy(w.rule('crime-parquet'), { id: 'x', when: { age: { anyOf: ['-18'] }, victimGroup: { anyOf: ['PERSONNE_AGEE'] } } })),
    /\(x\) ne s’applique jamais/,
  ],
  [
    'nobody under age is seventy',
    ['RULES'],
    (w) => w.add(copy(w.rule('mineur-crip'), { id: 'x', when: { age: { anyOf: ['60-79'] }, victimGroup: { anyOf: ['MINEUR'] } } })),
    /\(x\) ne s’applique jamais/,
  ],
  [
    'a commune of another department',
    ['RULES'],
    (w) => w.add(copy(w.rule('crime-parquet'), { id: 'x', when: { inseeCode: { anyOf: ['75056'] } } })),
    /\(x\) ne s’applique jamais/,
  ],
  [
    'a journey has no shelter',
    ['RULES'],
    (w) => w.add(copy(w.rule('social-ddets'), { id: 'x', when: { place: { anyOf: ['TRAJET'] }, placePrecision: { anyOf: ['CHRS'] } } })),
    /\(x\) ne s’applique jamais/,
  ],
  ['the same rule twice', ['RULES'], (w) => w.add(copy(w.rule('crime-parquet'), { id: 'x' })), /\(x\) n’apporte rien.*\(crime-parquet\)/],
  ['the same task twice', ['RULES'], (w) => w.add(copy(w.rule('danger-appel-vital'), { id: 'x' })), /\(x\) n’apporte rien.*\(danger-appel-vital\)/],
  [
    'a rule inside another',
    ['RULES'],
    (w) =>
      w.add(copy(w.rule('discrimination-defenseur'), { id: 'x', when: { maltreatment: { anyOf: ['DISCRIMINATIONS'] }, danger: { atLeast: 2 } } })),
    /\(x\) n’apporte rien.*\(discrimination-defenseur\)/,
  ],
  [
    'a precision of a party that another rule names whole',
    ['RULES'],
    (w) =>
      w.add(
        copy(w.rule('domicile-entourage-cd'), {
          id: 'x',
          when: { place: { anyOf: ['DOMICILE'] }, implicated: { anyOf: ['MEMBRE_FAMILLE/ENFANT'] } },
        }),
      ),
    /\(x\) n’apporte rien.*\(domicile-entourage-cd\)/,
  ],
  [
    'a rule covered by two others together',
    ['RULES'],
    (w) =>
      w.add(
        ...(['3', '4'] as const).map((level) => copy(w.rule('service-public-defenseur'), { id: `x-${level}`, when: { danger: { anyOf: [level] } } })),
        copy(w.rule('service-public-defenseur'), { id: 'x', when: { danger: { atLeast: 3 }, flags: { anyOf: ['MEDIA'] } } }),
      ),
    /\(x\) n’apporte rien.*\(x-3\).*\(x-4\)/,
  ],
  // 3. Every role leads to somebody.
  [
    'nobody for minors',
    ['ROLES', 'TIES'],
    (w) => w.remove('crip-54'),
    /Cellule de recueil des informations préoccupantes.*aucun organisme compétent/,
  ],
  ['no gendarmerie in the country', ['ROLES'], (w) => w.remove('gendarmerie-54'), /et dans \d+ autres communes.*Police ou gendarmerie/],
  [
    'a prosecutor for some communes only',
    ['ROLES', 'TIES'],
    (w) => {
      w.body('parquet-nancy').territory = { communes: ['54395'] };
    },
    /Parquet.*aucun organisme compétent/,
  ],
  [
    'nobody verified the prosecutor’s address',
    ['ROLES'],
    (w) => {
      delete w.contact('parquet-nancy-titulaire').verifiedOn;
    },
    /personne n’a encore vérifié les coordonnées de Parquet/,
  ],
  [
    'a policy by a channel that nobody has',
    ['ROLES'],
    (w) => {
      w.policy('parquet-urgent').channels = [{ kind: 'API', patience: { hours: 1 } }];
    },
    /aucune coordonnée utilisable/,
  ],
  [
    // The prosecutor then hears of a crime by letter first, which takes days.
    'letters to a body without a postal address',
    ['ROLES', 'TIES', 'LAW'],
    (w) => {
      delete w.contact('parquet-nancy-titulaire').address;
      w.policy('parquet').channels = [{ kind: 'LETTER_TASK', patience: { days: 1 } }];
    },
    /aucune coordonnée utilisable/,
  ],
  [
    'two county councils at the same rank',
    ['ROLES'],
    (w) => w.directory.organisations.push({ ...w.body('cd-54'), id: 'cd-bis' }),
    /Conseil départemental.*même rang/,
  ],
  [
    'a sector of the same commune at the same rank',
    ['ROLES'],
    (w) => w.directory.organisations.push({ ...w.body('police-toul'), id: 'police-bis' }),
    /à Toul \(54528\).*même rang/i,
  ],
  [
    'a step to a body that is not there',
    ['ROLES'],
    (w) => {
      w.procedure.steps.push({ id: 'x', after: 'OUTCOME_GIVEN', when: {}, do: order('MJPM') });
      w.remove('mandataires-54');
    },
    /l’étape « x » appelle « Mandataire judiciaire »/,
  ],
  [
    'an escalation to a body that is not there',
    ['ROLES'],
    (w) => {
      w.stage('urgent').escalate.splice(1, 1, { after: { hours: 2 }, to: 'ORDRE', how: 'INFORM' });
      w.remove('ordre-54');
    },
    /Conseil de l.ordre/,
  ],
  // 4. Chains.
  [
    'a reminder after the limit',
    ['CHAINS'],
    (w) => {
      w.stage('standard').remind = [{ workingDays: 3 }];
    },
    /la relance \(workingDays: 3\) doit précéder la limite/,
  ],
  [
    'a reminder at the limit',
    ['CHAINS'],
    (w) => {
      w.stage('urgent', 1).remind = [{ hours: 24 }];
    },
    /doit précéder la limite/,
  ],
  [
    'a reminder in another unit',
    ['CHAINS'],
    (w) => {
      w.stage('standard').remind = [{ hours: 12 }];
    },
    /dans la même unité/,
  ],
  [
    'reminders in disorder',
    ['CHAINS'],
    (w) => {
      w.stage('standard', 1).remind.reverse();
    },
    /les relances se suivent/,
  ],
  [
    'a chain that ends with a superior',
    ['CHAINS'],
    (w) => {
      w.stage('standard', 2).escalate.pop();
    },
    /finisse par une personne/,
  ],
  [
    'a chain that ends with another body',
    ['CHAINS'],
    (w) => {
      w.stage('urgent', 2).escalate = [{ after: { days: 1 }, to: 'NEXT_COMPETENT', how: 'TRANSFER' }];
    },
    /finisse par une personne/,
  ],
  [
    'escalations in disorder',
    ['CHAINS'],
    (w) => {
      w.stage('phone-first').escalate = [
        { after: { hours: 3 }, to: 'SUPERIOR', how: 'INFORM' },
        { after: { hours: 2 }, to: 'DESK', how: 'INFORM' },
      ];
    },
    /les escalades se suivent/,
  ],
  [
    'escalations in two units',
    ['CHAINS'],
    (w) => {
      w.stage('phone-first').escalate = [
        { after: { hours: 3 }, to: 'SUPERIOR', how: 'INFORM' },
        { after: { days: 2 }, to: 'DESK', how: 'INFORM' },
      ];
    },
    /même unité/,
  ],
  [
    'stages backwards',
    ['CHAINS'],
    (w) => {
      w.policy('parquet').stages.reverse();
    },
    /les étapes se suivent dans l’ordre/,
  ],
  [
    'an action that nobody has to answer',
    ['CHAINS'],
    (w) => {
      w.transfer('employeur-ddets').policy = 'information';
    },
    /ne va pas jusqu’à la prise en charge/,
  ],
  [
    'a policy that is not there',
    ['CHAINS'],
    (w) => {
      w.transfer('employeur-ddets').policy = 'x';
    },
    /la politique « x » n’existe pas/,
  ],
  [
    'a channel twice',
    ['CHAINS'],
    (w) => {
      w.policy('information').channels.push({ kind: 'EMAIL', patience: { hours: 1 } });
    },
    /deux fois/,
  ],
  [
    'a step that sets itself off',
    ['CHAINS'],
    (w) => {
      w.procedure.steps.push({ id: 'x', after: 'TASK_RAISED', when: {}, do: call('DESK') });
    },
    /L’étape « x » se déclenche elle-même/,
  ],
  [
    'two steps that set each other off',
    ['CHAINS'],
    (w) => {
      w.procedure.steps.push(
        { id: 'x', after: 'TASK_RAISED', when: {}, do: order('CD') },
        { id: 'y', after: 'TRANSFER_ORDERED', when: {}, do: call('DESK') },
      );
    },
    /« x » et « y » se déclenchent l’une l’autre/,
  ],
  // 5. Ties.
  [
    'nobody independent when the cell is implicated',
    ['TIES'],
    (w) => {
      w.remove('ars-siege-54');
      w.procedure.inConflict = order('CELLULE_ARS');
    },
    /quand Cellule de recueil.* est en cause/,
  ],
  [
    'a home to which the cell and everybody independent are tied',
    ['TIES'],
    (w) => {
      for (const from of [...cells, 'prefecture-54']) w.directory.links.push({ from, to: 'ehpad-mirabelliers-54', kind: 'OWNERSHIP' });
    },
    /personne n’est plus saisi pour action quand EHPAD Les Mirabelliers/,
  ],
  [
    'a deputy who reads the mailbox of the home',
    ['TIES'],
    (w) => {
      w.contact('ars-54-adjoint').email = 'Direction@tilleuls-54.example';
      w.contact('maison-departementale-54-responsable').email = 'direction@tilleuls-54.example';
    },
    /fait prévenir Agence régionale de santé.*à la même adresse/,
  ],
  [
    'a superior at the telephone of the home',
    ['TIES'],
    (w) => {
      w.contact('cellule-54-direction').phone = '+33 3 53 01 99 99';
      w.contact('mas-vezouze-54-responsable').phone = '03 53 01 99 99';
    },
    /fait prévenir Cellule de recueil.*à la même adresse/,
  ],
  [
    'another line of the directory is the same establishment',
    ['TIES'],
    (w) => {
      const { finess = '' } = w.body('residence-bellevue-54');
      w.directory.organisations.push({ ...w.body('alma-54'), id: 'bellevue-bis', name: 'Permanence de Bellevue', priority: 1, finess });
      w.directory.contacts.push({
        ...w.contact('alma-54-titulaire'),
        id: 'bellevue-bis-titulaire',
        organisation: 'bellevue-bis',
        email: 'permanence@bellevue.example',
        phone: '03 53 01 98 98',
      });
    },
    /fait prévenir Permanence de Bellevue, qui est une autre ligne/,
  ],
  [
    'whoever is told in a conflict reads the mailbox of the county council',
    ['TIES'],
    (w) => {
      w.contact('prefecture-54-titulaire').email = w.contact('cd-54-titulaire').email ?? '';
    },
    /le destinataire prévu en cas de lien d’intérêts fait prévenir Préfecture/,
  ],
  [
    'two homes, one tied to the cell, the other to whoever is independent',
    ['TIES'],
    (w) => {
      for (const from of cells) w.directory.links.push({ from, to: 'ehpad-mirabelliers-54', kind: 'OWNERSHIP' });
      w.directory.links.push({ from: 'prefecture-54', to: 'residence-bellevue-54', kind: 'OWNERSHIP' });
    },
    /personne n’est plus saisi pour action quand (?:EHPAD Les Mirabelliers.* et Résidence.*Bellevue|Résidence.*Bellevue.* et EHPAD Les Mirabelliers).* sont en cause ensemble/,
  ],
  [
    'three homes, each tied to one of three who could act: any two of them leave somebody',
    ['TIES'],
    (w) => {
      const homes = ['ehpad-mirabelliers-54', 'residence-bellevue-54', 'mas-vezouze-54'];
      for (const [at, from] of [...cells, 'prefecture-54'].entries())
        w.directory.links.push({ from, to: w.body(homes[at] ?? '').id, kind: 'OWNERSHIP' });
    },
    /personne n’est plus saisi pour action quand [^.]*, [^.]* et [^.]* sont en cause ensemble/,
  ],
  [
    'a prosecutor told once the first is implicated too, who reads the mailbox of the home',
    ['TIES'],
    (w) => {
      w.directory.organisations.push({ ...w.body('parquet-nancy'), id: 'parquet-bis', name: 'Parquet bis', priority: 90 });
      const contact = w.directory.contacts.find(({ organisation }) => organisation === 'ehpad-mirabelliers-54');
      if (contact !== undefined)
        w.directory.contacts.push({ ...contact, id: 'parquet-bis-titulaire', organisation: 'parquet-bis', position: 'TITULAR' });
    },
    /fait prévenir Parquet bis, que l’on joint à la même adresse/,
  ],
  // 6. Danger.
  ['no call for a life in danger', ['DANGER'], (w) => w.drop('danger-appel-vital'), /Aucune règle ne donne à l’astreinte.* danger 4/],
  [
    'the desk is called, not the duty',
    ['DANGER'],
    (w) => {
      w.task('danger-appel-vital').to = 'DESK';
    },
    /aucune règle ne donne à l’astreinte/,
  ],
  [
    'a call that waits for the morning',
    ['DANGER'],
    (w) => {
      w.task('danger-appel-vital').within = { workingHours: 1 };
    },
    /se compte en temps ouvré/,
  ],
  [
    'duty called for a life in danger only, where a rule has it call before',
    ['DANGER'],
    (w) => {
      w.procedure.desk = { dutyFromDanger: 4 };
    },
    /attend qu’un agent qualifie : le guichet n’appelle l’astreinte qu’à partir du danger 4/,
  ],
  [
    'a tie of interest that the desk looks at in thirty years',
    ['CHAINS'],
    (w) => {
      w.procedure.desk = { delays: { conflict: { days: 9_999 } } };
    },
    /Délais du guichet : Lien d’intérêts : 9.999 jours, c’est trop/,
  ],
  [
    'messages given up before they are tried again',
    ['CHAINS'],
    (w) => {
      w.procedure.desk = { delays: { retry: { hours: 8 }, giveUp: { hours: 2 } } };
    },
    /n’est pas abandonné avant un nouvel essai, qui vient après 8 heures/,
  ],
  [
    'a call within four hours',
    ['DANGER'],
    (w) => {
      w.task('danger-appel-vital').within = { hours: 4 };
    },
    /dans l’heure/,
  ],
  [
    'a call for homes only',
    ['DANGER'],
    (w) => {
      w.rule('danger-appel-vital').when.place = { anyOf: ['DOMICILE'] };
    },
    /Aucune règle ne donne à l’astreinte.*lieu non connu/,
  ],
  [
    'a call when the person cannot protect herself only',
    ['DANGER'],
    (w) => {
      w.rule('danger-appel-vital').when.flags = { anyOf: ['CANNOT_PROTECT_SELF'] };
    },
    /aucune règle ne donne à l’astreinte/,
  ],
  [
    'an imminent danger that waits for the morning',
    ['DANGER'],
    (w) => {
      w.task('danger-appel-imminent').within = { workingHours: 1 };
    },
    /\(danger-appel-imminent\) se compte en temps ouvré.*danger 3/,
  ],
  // 7. The law.
  [
    'the cell does not know everything',
    ['LAW'],
    (w) => w.drop('cellule-toute-alerte'),
    /La cellule de recueil connaît toute alerte au sujet d’un majeur \(article L\. 119-2/,
  ],
  [
    'the cell waits for a letter',
    ['LAW'],
    (w) => {
      w.policy('information').channels.reverse();
    },
    /sans délai.*la fait attendre/,
  ],
  [
    'the cell waits for a week',
    ['LAW'],
    (w) => {
      w.policy('information').handover = { workingDays: 5 };
    },
    /sans délai.*la fait attendre/,
  ],
  ['a crime that the prosecutor does not hear of', ['LAW'], (w) => w.drop('crime-parquet'), /article 40 .* le procureur n’est pas saisi/],
  [
    'a crime made known only',
    ['LAW'],
    (w) => {
      w.transfer('crime-parquet').purpose = 'INFORMATION';
    },
    /article 40 .* le procureur n’est pas saisi/,
  ],
  [
    'a crime discussed only',
    ['LAW'],
    (w) => {
      w.transfer('crime-parquet').mode = 'CONSULTATION';
    },
    /article 40 .* le procureur n’est pas saisi/,
  ],
  [
    'a crime for old people only',
    ['LAW'],
    (w) => {
      w.rule('crime-parquet').when.victimGroup = { anyOf: ['PERSONNE_AGEE'] };
    },
    /article 40 .* le procureur n’est pas saisi/,
  ],
  ['no police in danger', ['LAW'], (w) => w.drop('danger-police-gendarmerie'), /article 223-6 .* ni la police ni la gendarmerie/],
  [
    'police for a life in danger only',
    ['LAW'],
    (w) => {
      w.rule('danger-police-gendarmerie').when.danger = { atLeast: 4 };
    },
    /Ni la police ni la gendarmerie.*danger 3/,
  ],
  [
    'no written confirmation',
    ['LAW'],
    (w) => {
      w.procedure.steps = w.procedure.steps.filter(({ id }) => id !== 'confirmation-ecrite-48h');
    },
    /R\. 331-8.*sous 48 heures/,
  ],
  [
    'a written confirmation in three days',
    ['LAW'],
    (w) => {
      w.step('confirmation-ecrite-48h').do = { ...(w.step('confirmation-ecrite-48h').do as TaskOrder), within: { hours: 72 } };
    },
    /R\. 331-8.*sous 48 heures/,
  ],
  [
    'a written confirmation in two working days',
    ['LAW'],
    (w) => {
      w.step('confirmation-ecrite-48h').do = { ...(w.step('confirmation-ecrite-48h').do as TaskOrder), within: { workingDays: 2 } };
    },
    /R\. 331-8.*sous 48 heures/,
  ],
  [
    'a written confirmation once somebody qualified',
    ['LAW'],
    (w) => {
      w.step('confirmation-ecrite-48h').after = 'QUALIFIED';
    },
    /R\. 331-8.*sous 48 heures/,
  ],
  [
    'a second part after four months',
    ['LAW'],
    (w) => {
      w.step('eigs-seconde-partie').do = { ...(w.step('eigs-seconde-partie').do as TaskOrder), within: { days: 120 } };
    },
    /R\. 1413-69/,
  ],
  [
    'a prosecutor who is not told who the person is',
    ['LAW'],
    (w) => {
      w.transfer('crime-parquet').discloses = ['FACTS', 'HEALTH'];
    },
    /1216-1.*\(crime-parquet\)/,
  ],
  [
    'an author who waits for a month',
    ['LAW'],
    (w) => {
      w.procedure.intake.acknowledgeReporter = { days: 30 };
    },
    /2022-1284/,
  ],
  [
    'a declaration that only the mayor hears of',
    ['LAW'],
    (w) => {
      const place = w.rule('etablissement-cellule').when.place;
      if (place === undefined || !('anyOf' in place)) throw new Error('no place');
      place.anyOf = place.anyOf.filter((code) => code !== 'ETABLISSEMENT_HANDICAP');
      w.procedure.otherwise = order('CCAS');
    },
    /L\. 331-8-1.*aucune autorité n’est saisie/,
  ],
];

test.each(mutations)('%s', (_, refused, breaks, reason) => {
  const world = new World();
  breaks(world);
  const proof = verify(world.procedure, indexDirectory(world.directory), communes);
  const failed = proof.properties.filter(({ holds }) => !holds);
  expect(failed.map(({ id }) => id)).toEqual(refused);
  const said = failed.flatMap(({ failures }) => failures.map(({ sentence }) => sentence)).join('\n');
  expect(said.replaceAll('\u00a0', ' ')).toMatch(new RegExp(reason, 'i'));
});
