import { expect, it } from 'vitest';
import { loggedPath } from './log.ts';

it.each([
  ['/guichet/dossiers/54-26-7K3M-Q2/transmissions/t1/reponse?q=Dupont', '/guichet/dossiers/54-26-7K3M-Q2/transmissions/t1/reponse'],
  ['/t/6qmj346sdxdtcy57abbzq74hmnekh00c/contenu', '/t/[secret]/contenu'],
  ['/connexion/acces/6qmj346sdxdtcy57abbzq74hmnekh00c?saisie=1', '/connexion/acces/[secret]'],
  ['/api/v1/transfers/0198b1f2-1111-7222-8333-444455556666.t2/charge', '/api/v1/transfers/0198b1f2-1111-7222-8333-444455556666.t2/charge'],
  ['/api/v1/transfers/Dupont/charge', '/api/v1/transfers/[autre]/charge'],
  ['/Zo%C3%A9-Dupont', '/[autre]'],
  ['/54/alerter/danger', '/54/alerter/danger'],
  ['/54/c/qmjsdxdtcyabbzqhmnekhc', '/54/c/[secret]'],
  ['/2A/a/qmjsdxdtcyabbzqhmnekhc', '/2A/a/[secret]'],
])('writes %s as %s', (url, written) => {
  expect(loggedPath(url)).toBe(written);
});
