import { Graph, layout } from '@dagrejs/dagre';
import { frenchSpan } from '../../../calendar/french.ts';
import type { Span } from '../../../calendar/span.ts';
import { momentChoices, momentLabel } from '../../../procedures/moments.ts';
import { escalationLabel, policySentences, policyTitle, reachWords } from '../../../procedures/policy-words.ts';
import type { Policy, Procedure, Stage } from '../../../procedures/procedure.ts';
import { orderWords, stepSentence } from '../../../procedures/sentence.ts';
import { safe, wrap, write } from '../../../templates/drawings/way-shapes.ts';
import { typographic } from '../../../templates/text/typography.ts';
import type { Drawing } from '../../../templates/views/editor.ts';
import { channelLabel } from '../../../vocabulary/outgoing-channels.ts';

const WIDTH = 930;
const LEFT = 20;
const LIMIT = 400;
const RIGHT = 640;

const amount = (span: Span): number => Object.values(span)[0] ?? 0;

/** A policy in time: the channels tried, then a line per stage with its reminders before the limit and its escalations after it. */
export function drawPolicy(policy: Policy): Drawing {
  const pieces: string[] = [];
  let y = 34;
  const channels = policy.channels.map(({ kind, patience }) => `${channelLabel(kind)} (${frenchSpan(patience)})`).join('  →  ');
  pieces.push(
    write(['Remise'], { x: LEFT, y, step: 0, size: 17, classes: 'w-strong' }),
    write([`sous ${frenchSpan(policy.handover)}\u00a0: ${channels}`], { x: LEFT + 70, y, step: 0, size: 15, classes: 'w-soft' }),
  );
  y += 34;
  for (const stage of policy.stages) {
    const lane = drawStage(stage, y);
    pieces.push(lane.svg);
    y = lane.foot + 30;
  }
  if (policy.stages.length === 0) {
    pieces.push(write(['Aucune réponse n’est attendue.'], { x: LEFT, y, step: 0, size: 15, classes: 'w-soft' }));
    y += 26;
  }
  const refusal = policy.onRefusal === 'DESK' ? 'En cas de refus\u00a0: le guichet décide' : 'En cas de refus\u00a0: l’organisme compétent suivant';
  pieces.push(write([refusal], { x: LEFT, y, step: 0, size: 15, classes: 'w-soft' }));
  return drawing(policyTitle(policy), policySentences(policy).join(' '), WIDTH, y + 16, pieces.join(''));
}

function drawStage({ reach, within, remind, escalate }: Stage, top: number): { svg: string; foot: number } {
  const line = top + 40;
  const pieces = [
    write([reachWords[reach]], { x: LEFT, y: top + 8, step: 0, size: 17, classes: 'w-strong' }),
    `<path d="M${LEFT} ${line}H${LIMIT}" class="w-line"/>`,
    `<circle cx="${LEFT}" cy="${line}" r="7" class="w-stop w-reached"/>`,
  ];
  const limit = Math.max(amount(within), Number.EPSILON);
  for (const span of remind) {
    const x = Math.round(LEFT + (LIMIT - LEFT) * Math.min(amount(span) / limit, 1));
    pieces.push(
      `<path d="M${x} ${line - 9}l9 9-9 9-9-9z" class="w-stop w-due"/>`,
      write(['relance', frenchSpan(span)], { x, y: line + 26, step: 17, size: 14, anchor: 'middle', classes: 'w-soft' }),
    );
  }
  pieces.push(
    `<path d="M${LIMIT} ${line - 14}v28" class="t-limit"/>`,
    write([`limite ${frenchSpan(within)}`], { x: LIMIT, y: line - 22, step: 0, size: 14, anchor: 'middle', classes: 'w-strong' }),
  );
  if (escalate.length === 0) return { svg: pieces.join(''), foot: line + (remind.length > 0 ? 46 : 26) };
  pieces.push(`<path d="M${LIMIT} ${line}H${RIGHT + 14}" class="w-line w-ahead"/>`);
  const last = Math.max(...escalate.map(({ after }) => amount(after)), Number.EPSILON);
  for (const [index, { after, to, how }] of escalate.entries()) {
    const x = Math.round(LIMIT + (RIGHT - LIMIT) * Math.min(amount(after) / last, 1));
    const words = line + 26 + index * 19;
    pieces.push(
      `<path d="M${x} ${line + 8}V${words - 5}H${RIGHT + 22}" class="t-leader"/>`,
      `<path d="M${x} ${line - 11}l10 18h-20z" class="w-stop t-up${how === 'TRANSFER' ? ' t-transfer' : ''}" stroke-linejoin="round"/>`,
      write([`+ ${frenchSpan(after)}\u00a0: ${short(escalationLabel(to))}`], {
        x: RIGHT + 28,
        y: words,
        step: 0,
        size: 14,
        classes: how === 'TRANSFER' ? 'w-strong' : '',
      }),
    );
  }
  return { svg: pieces.join(''), foot: line + Math.max(remind.length > 0 ? 46 : 26, 26 + (escalate.length - 1) * 19) };
}

function short(label: string): string {
  const plain = label.replace('l’organisme compétent suivant', 'l’organisme suivant');
  return plain.length > 26 ? `${plain.slice(0, 25)}…` : plain;
}

const BOX = { width: 260, step: 18, size: 14 };

/** The follow-up steps as a graph: the moments of a case down the left, and what each sets off. */
export function drawSteps(procedure: Procedure): Drawing {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 60, marginx: 10, marginy: 10 });
  graph.setDefaultEdgeLabel(() => ({}));
  const used = momentChoices.map(({ value }) => value).filter((value) => procedure.steps.some(({ after }) => after === value));
  const moments = [...used, ...new Set(procedure.steps.map(({ after }) => after).filter((after) => !used.includes(after)))];
  const boxes = new Map<string, { lines: string[]; moment: boolean }>();
  const box = (id: string, text: string, moment: boolean) => {
    const lines = wrap(text, 36);
    boxes.set(id, { lines, moment });
    graph.setNode(id, { width: BOX.width, height: lines.length * BOX.step + 20 });
  };
  for (const moment of moments) box(moment, momentLabel(moment), true);
  for (const step of procedure.steps) {
    box(`step ${step.id}`, capital(orderWords(step.do, { ...procedure, policies: {} })), false);
    graph.setEdge(step.after, `step ${step.id}`);
    // A task that a step raises is done one day: what waits for a done task follows it.
    if ('task' in step.do && moments.includes('TASK_DONE') && step.after !== 'TASK_DONE') graph.setEdge(`step ${step.id}`, 'TASK_DONE');
  }
  layout(graph);
  const { width = BOX.width, height = 60 } = graph.graph();
  const edges = graph.edges().map((edge: { v: string; w: string }) => {
    const { points = [] } = graph.edge(edge) as { points?: { x: number; y: number }[] };
    return `<path d="M${points.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`).join('L')}" class="t-edge" marker-end="url(#fleche)"/>`;
  });
  const nodes = [...boxes].map(([id, { lines, moment }]) => {
    const { x, y, height: tall } = graph.node(id) as { x: number; y: number; height: number };
    const [left, top] = [Math.round(x - BOX.width / 2), Math.round(y - tall / 2)];
    const text = write(lines, { x: left + 12, y: top + 23, step: BOX.step, size: BOX.size, classes: moment ? 'w-strong' : '' });
    return `<rect x="${left}" y="${top}" width="${BOX.width}" height="${Math.round(tall)}" rx="${moment ? 18 : 6}" class="t-box${moment ? ' t-moment' : ''}"/>${text}`;
  });
  const arrow =
    '<defs><marker id="fleche" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 1l9 4-9 4z" class="t-arrow"/></marker></defs>';
  const words = procedure.steps.map((step) => stepSentence(step, procedure)).join(' ');
  return drawing('Étapes de suivi', words, Math.max(Math.round(width), 300), Math.round(height), arrow + edges.join('') + nodes.join(''));
}

const capital = (text: string): string => text.replace(/^\p{Ll}/u, (first) => first.toUpperCase());

function drawing(title: string, words: string, width: number, height: number, inner: string): Drawing {
  const svg = `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"><title>${safe(typographic(title))}</title><desc>${safe(typographic(words))}</desc>${inner}</svg>`;
  return { title, svg };
}
