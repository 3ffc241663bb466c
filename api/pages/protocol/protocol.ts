import { Router } from 'express';
import { may } from '../../../accounts/rights.ts';
import { frenchSpan } from '../../../calendar/french.ts';
import { inDepartment } from '../../../database/pool.ts';
import { hostSentence } from '../../../procedures/desk-host.ts';
import { deskSentences } from '../../../procedures/desk-section.ts';
import { protocolSchema } from '../../../procedures/files.ts';
import { policySentences, policyTitle } from '../../../procedures/policy-words.ts';
import type { Procedure, Rule } from '../../../procedures/procedure.ts';
import { activeVersions, loadProcedure } from '../../../procedures/record/published.ts';
import { orderWords, sentence, stepSentence } from '../../../procedures/sentence.ts';
import { publishedOn } from '../../../publication/published-on.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { ProtocolView } from '../../../templates/views/desk.ts';
import { signedIn } from '../../http/guards.ts';
import type { Parts } from '../../http/parts.ts';
import { draftsHref, proofHref, protocolPaths, versionsHref } from '../shared/addresses.ts';
import { chromeFor } from '../shared/desk-page.ts';

/** The protocol in force, in sentences written from its data. */
export function protocolPages(parts: Parts): Router {
  const pages = Router();
  pages.get(protocolPaths.schema, (_request, response) => response.type('application/schema+json').send(JSON.stringify(protocolSchema(), null, 2)));
  pages.get(protocolPaths.page, async (request, response) => {
    const account = signedIn(response);
    const { department } = account;
    const procedure = await inDepartment(parts.database, department, async (tx) => {
      const { slug, number } = await activeVersions(parts.database, tx, department);
      return loadProcedure(parts.database, tx, department, slug, number);
    });
    response.type('html').send(
      parts.page('desk/protocol', {
        chrome: await chromeFor(parts, request, response),
        publishedAt: (await publishedOn(parts.database, department)).procedure,
        ...protocolView(procedure),
        proofHref: proofHref(),
        versionsHref,
        ...(may(account, 'protocol.write') && { writeHref: draftsHref }),
      }),
    );
  });
  return pages;
}

/** A protocol in sentences. */
export function protocolView(procedure: Procedure): Omit<ProtocolView, 'chrome' | 'publishedAt' | 'proofHref' | 'writeHref' | 'versionsHref'> {
  const { intake, closing } = procedure;
  const looks = closing.lookAgain.map(frenchSpan).join(', puis ');
  return {
    title: procedure.title,
    version: `${procedure.slug}@${procedure.number}`,
    intake: [
      `L’alerte est qualifiée sous ${frenchSpan(intake.qualify)}.`,
      `L’auteur qui peut être joint est rappelé sous ${frenchSpan(intake.acknowledgeReporter)}.`,
      Object.keys(intake.automaticWhen).length === 0
        ? 'Rien ne part avant qu’un agent ait qualifié.'
        : 'Une porte authentifiée peut transmettre sans attendre, quand le protocole le prévoit.',
    ],
    chapters: procedure.chapters.map(({ title, rules }) => ({ title, rules: rules.map((rule) => ruleWords(rule, procedure)) })),
    otherwise: typographic(`Quand aucun destinataire ne reste pour agir : ${orderWords(procedure.otherwise, procedure)}.`),
    inConflict: typographic(`Quand un lien avec le mis en cause écarte un destinataire : ${orderWords(procedure.inConflict, procedure)}.`),
    policies: Object.entries(procedure.policies).map(([id, policy]) => ({
      id,
      title: policyTitle(policy),
      sentences: policySentences(policy).map(typographic),
    })),
    steps: procedure.steps.map((step) => ({ id: step.id, sentence: typographic(stepSentence(step, procedure)) })),
    desk: [hostSentence(procedure), ...deskSentences(procedure)].map(typographic),
    closing:
      looks === ''
        ? 'Chaque transmission pour action doit avoir sa réponse.'
        : `Chaque transmission pour action doit avoir sa réponse. Le guichet vérifie encore après ${looks}.`,
  };
}

/** The generated sentence, cut where the template wants it: the conditions, what they lead to, the author's own reason. */
export function ruleWords(rule: Rule, procedure: Procedure): ProtocolView['chapters'][number]['rules'][number] {
  const whole = sentence(rule, procedure);
  const [, when = '', effect = whole] = /^(Dans tous les cas,|Quand .*? alors) (.*?)(?:, parce qu.*|\u00a0; fondement.*|\.)$/.exec(whole) ?? [];
  return {
    id: rule.id,
    when,
    effect: `${effect}.`,
    because: typographic(asSentence(rule.because)),
    ...(rule.legalBasis !== undefined && { legalBasis: rule.legalBasis }),
  };
}

/** A reason typed in a protocol, as a sentence of its own. */
function asSentence(text: string): string {
  if (text === '') return '';
  const whole = text.replace(/^\p{Ll}/u, (first) => first.toUpperCase());
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
