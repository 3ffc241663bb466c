import { communesOf } from '../../directory/record/communes.ts';
import type { Proof } from '../../proof/proof.ts';
import { verify } from '../../proof/verify.ts';
import { directoryIn, procedureNamed } from './simulate.ts';

export interface VerifyOptions {
  department: string;
  procedure?: string;
  directory?: string;
  json?: boolean;
}

/** `guichet verify`: each property of a protocol, with a counterexample where one fails; exit code 1 then. Needs no running service. */
export function printProof({ department, procedure, directory, json }: VerifyOptions): void {
  const proof = verify(procedureNamed(procedure), directoryIn(directory, department), communesOf(department));
  console.log(json ? JSON.stringify(proof, null, 2) : inWords(proof));
  if (!proof.holds) process.exitCode = 1;
}

function inWords({ procedure, directory, holds, properties, legal, leftOut, bounds = [], counted }: Proof): string {
  return [
    `Protocole ${procedure}, annuaire révision ${directory} : ${counted.rules} règles, ${counted.communes} communes, ${counted.organisations} organismes`,
    ...properties.flatMap((property) => [
      `${property.holds ? 'tenu   ' : 'MANQUE '} ${property.title}`,
      ...property.failures.flatMap(({ sentence, facts }) => [`    • ${sentence}`, `      ${JSON.stringify(facts)}`]),
      ...(property.more > 0 ? [`    • et ${property.more} de plus`] : []),
    ]),
    ...legal.flatMap(({ title, article, waived }) => (waived === undefined ? [] : [`levé     ${title} (${article}) : ${waived}`])),
    'Bornes :',
    ...bounds.map((words) => `  - ${words}`),
    'Laissé de côté :',
    ...leftOut.map((words) => `  - ${words}`),
    holds ? 'Tout est prouvé.' : 'Ce protocole n’est pas prouvé.',
  ].join('\n');
}
