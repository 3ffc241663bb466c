import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { alertBody } from '../../intake/alert-body.ts';
import { confirmationAnswer, confirmationCall } from '../../vocabulary/confirmation-call.ts';
import { alertAnswer } from './alerts.ts';
import { caseAnswer, caseQuery, casesAnswer } from './cases.ts';
import {
  completionBody,
  completionTaken,
  declarationBody,
  declarationQuery,
  declarationsAnswer,
  declarationTaken,
  importAnswer,
  importQuery,
} from './declaration-bodies.ts';
import {
  alertExample,
  completionExample,
  declarationExample,
  declarationsCsvExample,
  fileExample,
  sheetExample,
  voicemailExample,
} from './examples.ts';
import { originalsAnswer } from './originals.ts';
import { sheetAnswer, sheetBody } from './platform-sheets.ts';
import { organisationsAnswer } from './published.ts';
import { withFiles } from './sent-files.ts';
import { statisticsAnswer, statisticsQuery } from './statistics.ts';
import { type Answer, answerBodies, answers, progressFields, takesFiles, transferAnswer } from './transfers.ts';
import { voicemailAnswer, voicemailBody } from './voicemails.ts';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    instance: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. `errors` nomme chaque champ par un pointeur JSON.' });

const refusals: Record<string, string> = {
  '400': 'Demande illisible ou champs à corriger',
  '401': 'Clé absente ou refusée',
  '403': 'Cette clé ne permet pas cette action',
  '404': 'N’existe pas, ou n’est pas ouvert à cette clé',
  '409': 'Le dossier ne permet pas cet acte',
  '413': 'Trop grand pour être reçu en une fois',
  '415': 'Le corps n’a pas la forme attendue',
  '422': 'Clé d’idempotence déjà utilisée pour une autre demande',
  '429': 'Trop de demandes',
};

const idempotency = z.object({
  'Idempotency-Key': z.string().max(200).optional().meta({ description: 'La même clé et le même corps sont une seule demande, pendant sept jours.' }),
});

function responses(status: string, description: string, schema: z.ZodType, codes: string[]): ZodOpenApiOperationObject['responses'] {
  return {
    [status]: { description, content: { 'application/json': { schema } } },
    ...refused(codes),
  };
}

function refused(codes: string[]): NonNullable<ZodOpenApiOperationObject['responses']> {
  return Object.fromEntries(
    codes.map((code) => [code, { description: refusals[code] ?? '', content: { 'application/problem+json': { schema: problem } } }]),
  );
}

const read = ['401', '403', '404', '429'];
const write = ['400', '401', '403', '404', '409', '415', '422', '429'];

const said: Record<Answer, { summary: string; example: object }> = {
  acknowledgement: { summary: 'Dire qu’une transmission est reçue (ce n’est pas encore une réponse)', example: {} },
  charge: { summary: 'Prendre en charge', example: { text: 'Visite prévue lundi.' } },
  refusal: { summary: 'Refuser, avec un motif', example: { reason: 'HORS_TERRITOIRE' } },
  'refusal-withdrawal': { summary: 'Revenir sur un refus, dans les dix minutes et sauf pour un conflit d’intérêts', example: {} },
  'information-request': { summary: 'Demander un complément', example: { text: 'Quel est l’étage ?' } },
  extension: {
    summary: 'Demander plus de temps pour donner la suite\u00a0; le délai court jusqu’à la réponse du guichet, qui l’accorde ou le refuse',
    example: { until: '2026-12-15', text: 'Deux visites restent à faire.' },
  },
  progress: {
    summary: 'Donner des nouvelles : une visite, quelques mots, des pièces. Aucun délai ne change',
    example: { visit: '2026-12-03T14:00:00+01:00' },
  },
  opinion: {
    summary: 'Donner son avis, quand on est consulté. Rien n’est plus attendu ensuite',
    example: { opinion: 'RESERVE', text: 'Avec l’accord de la personne.' },
  },
  participation: {
    summary: 'Participer à une concertation, et dire quand on le peut\u00a0; redit, les dernières dates valent',
    example: { dates: ['2026-12-03T14:00:00+01:00'] },
  },
  outcome: { summary: 'Donner une suite', example: { outcome: ['MISE_EN_PLACE_ACCOMPAGNEMENT'] } },
};

/** A body that may be sent in a form, with files beside it. */
const withOrWithoutFiles = (alone: z.ZodType, inForm: z.ZodType, example: object) => ({
  content: {
    'application/json': { schema: alone, example },
    'multipart/form-data': { schema: inForm, example: { body: example, files: [fileExample] } },
  },
});

const byId = z.object({ id: z.string() });

function paths(): ZodOpenApiPathsObject {
  return {
    '/alerts': {
      post: {
        summary: 'Alerter',
        description: 'Répond quand l’alerte est conservée. `externalId`, ou à défaut `Idempotency-Key`, fait d’un envoi répété une seule alerte.',
        requestParams: { header: idempotency },
        requestBody: { content: { 'application/json': { schema: alertBody, example: alertExample } } },
        responses: responses('201', 'Alerte conservée', alertAnswer, write),
      },
    },
    '/voicemails': {
      post: {
        summary: 'Remettre un message vocal',
        description: 'Un formulaire (multipart) avec l’enregistrement. Chaque message devient une alerte à qualifier et une tâche de rappel.',
        requestParams: { header: idempotency },
        requestBody: { content: { 'multipart/form-data': { schema: voicemailBody, example: voicemailExample } } },
        responses: responses('201', 'Message conservé', voicemailAnswer, ['400', '401', '403', '413', '415', '422', '429']),
      },
    },
    '/declarations': {
      post: {
        summary: 'Déclarer un événement (clé d’établissement)',
        description:
          'Les contenus de l’arrêté du 28 décembre 2016. Répond quand la déclaration est conservée\u00a0; elle est transmise aussitôt où le protocole le dit. Au danger qui appelle l’astreinte, ou pour un crime possible ou un EIGS, elle n’est jamais refusée pour un champ\u00a0: `unread` dit ce qui n’a pas pu être lu.',
        requestParams: { header: idempotency },
        requestBody: withOrWithoutFiles(declarationBody, withFiles(declarationBody, 'DeclarationWithFiles'), declarationExample),
        responses: responses('201', 'Déclaration conservée', declarationTaken, ['400', '401', '403', '413', '415', '422', '429']),
      },
      get: {
        summary: 'Lister ses déclarations',
        requestParams: { query: declarationQuery },
        responses: responses('200', 'Déclarations de cette clé', declarationsAnswer, ['400', ...read]),
      },
    },
    '/declarations/{id}/completion': {
      post: {
        summary: 'Confirmer par écrit, ou donner la seconde partie d’un EIGS',
        requestParams: { path: byId, header: idempotency },
        description: 'Les pièces jointes sont transmises aux autorités qui ont reçu la déclaration.',
        requestBody: withOrWithoutFiles(completionBody, withFiles(completionBody, 'CompletionWithFiles'), completionExample),
        responses: responses('200', 'Suite reçue\u00a0; la première de chaque partie demeure, un autre texte est refusé', completionTaken, [
          ...write,
          '413',
        ]),
      },
    },
    '/declarations/imports': {
      post: {
        summary: 'Déclarer par un fichier CSV',
        description: 'Sans `confirm=true`, rien n’est enregistré. Chaque ligne est idempotente par sa colonne `numero`, à défaut par son contenu.',
        requestParams: { query: importQuery },
        requestBody: { content: { 'text/csv': { schema: z.string(), example: declarationsCsvExample } } },
        responses: responses('200', 'Ligne par ligne', importAnswer, ['400', '401', '403', '415', '429']),
      },
    },
    '/platform-sheets': {
      post: {
        summary: 'Transmettre une fiche de la plateforme nationale',
        description: 'Une situation, un ou plusieurs appels. Un champ inconnu est refusé\u00a0; ce qui n’est pas un code connu est gardé en texte.',
        requestParams: { header: idempotency },
        requestBody: { content: { 'application/json': { schema: sheetBody, example: sheetExample } } },
        responses: responses('201', 'Fiche conservée', sheetAnswer, ['400', '401', '403', '415', '422', '429']),
      },
    },
    '/cases': {
      get: {
        summary: 'Lister les dossiers',
        requestParams: { query: caseQuery },
        responses: responses('200', 'Dossiers', casesAnswer, ['400', ...read]),
      },
    },
    '/cases/{id}': {
      get: { summary: 'Lire un dossier (lecture inscrite)', requestParams: { path: byId }, responses: responses('200', 'Dossier', caseAnswer, read) },
    },
    '/statistics': {
      get: {
        summary: 'Compter les indicateurs d’une période',
        description: 'Chacun avec sa définition, et ce qu’il était dans la période d’avant. Les exercices ne sont pas comptés.',
        requestParams: { query: statisticsQuery },
        responses: responses('200', 'Indicateurs', statisticsAnswer, ['400', '401', '403', '429']),
      },
    },
    '/statistics/{indicator}': {
      get: {
        summary: 'Compter un indicateur',
        requestParams: { path: z.strictObject({ indicator: z.string().meta({ example: 'pris-en-charge' }) }), query: statisticsQuery },
        responses: responses('200', 'L’indicateur', statisticsAnswer, ['400', ...read]),
      },
    },
    ...Object.fromEntries(
      answers.map((name) => [
        `/transfers/{id}/${name}`,
        {
          post: {
            summary: said[name].summary,
            requestParams: { path: byId, header: idempotency },
            requestBody: takesFiles(name)
              ? withOrWithoutFiles(answerBodies[name], withFiles(progressFields, 'ProgressWithFiles'), said[name].example)
              : { content: { 'application/json': { schema: answerBodies[name], example: said[name].example } } },
            responses: responses('200', 'Réponse inscrite', transferAnswer, takesFiles(name) ? [...write, '413'] : write),
          },
        },
      ]),
    ),
    '/transfers/{id}/originals': {
      get: {
        summary: 'Lister les originaux remis (police, gendarmerie, parquet)',
        description:
          'Les pièces que le guichet a remises à ce destinataire telles qu’elles sont arrivées. Les autres sont lues par le lien ou le compte.',
        requestParams: { path: byId },
        responses: responses('200', 'Originaux', originalsAnswer, read),
      },
    },
    '/transfers/{id}/originals/{file}': {
      get: {
        summary: 'Lire un original remis (lecture inscrite)',
        requestParams: { path: byId.extend({ file: z.string() }) },
        responses: {
          '200': { description: 'Le fichier, tel qu’il est arrivé', content: { 'application/octet-stream': { schema: z.file() } } },
          ...refused(read),
        },
      },
    },
    '/directory/organisations': {
      get: { summary: 'Qui est compétent pour quoi, où', responses: responses('200', 'Organismes', organisationsAnswer, read) },
    },
    '/procedures/active': {
      get: {
        summary: 'Le protocole en vigueur',
        responses: responses(
          '200',
          'Protocole',
          z.looseObject({ slug: z.string(), number: z.int(), title: z.string() }).meta({ id: 'Procedure' }),
          read,
        ),
      },
    },
  };
}

/** What the desk asks of a partner's own machine. */
function webhooks(): NonNullable<Parameters<typeof createDocument>[0]['webhooks']> {
  return {
    'transfer.handed-over': {
      post: {
        summary: 'Une transmission est remise à l’organisme (appel de confirmation)',
        description:
          'Le guichet appelle l’adresse que l’annuaire donne au contact. Signé selon « Standard Webhooks »\u00a0: vérifiez `webhook-signature` (deux signatures pendant un changement de secret), refusez un `webhook-timestamp` de plus de cinq minutes. Un appel répété porte le même `webhook-id`\u00a0: répondez-y de même, sans rien faire deux fois. Répondez en dix secondes\u00a0; une redirection n’est pas suivie. Le contenu se lit ensuite avec un compte. Un appel d’essai porte le type `ping`\u00a0: répondez 200 ou 204.',
        security: [],
        requestParams: {
          header: z.object({
            'webhook-id': z.string().meta({ description: 'Le même à chaque essai d’une même remise.' }),
            'webhook-timestamp': z.string(),
            'webhook-signature': z.string().meta({ example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=' }),
          }),
        },
        requestBody: { required: true, content: { 'application/json': { schema: confirmationCall } } },
        responses: {
          '200': { description: 'Réponse donnée tout de suite', content: { 'application/json': { schema: confirmationAnswer } } },
          '202': { description: 'Reçu\u00a0; la réponse viendra par l’API, ou par une personne' },
          '4XX': { description: 'Appel refusé\u00a0: le guichet passe au canal suivant (408, 409, 425 et 429\u00a0: il réessaie)' },
          '5XX': { description: 'En panne\u00a0: le guichet réessaie, puis passe au canal suivant' },
        },
      },
    },
  };
}

let document: ReturnType<typeof createDocument> | undefined;

/** The description of the API, OpenAPI 3.1, written from the same schemas that read what is sent. */
export function openApi(): ReturnType<typeof createDocument> {
  document ??= createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Guichet',
      version: '1',
      description:
        'Guichet départemental des alertes pour maltraitance d’adultes vulnérables. Chaque clé agit dans son département, et un partenaire pour son seul organisme.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths: paths(),
    webhooks: webhooks(),
  });
  return document;
}
