import {formatDuration} from '../../lib/duration.js';
import {type ResponseMeasures, responseOf} from '../../response/measures.js';
import {followedSteps} from '../../response/procedure.js';
import {evidenceText, harmText, measureText} from '../../response/words.js';
import {acknowledgeSla} from '../../score/response-shares.js';
import {linkWord} from '../../view/link-words.js';
import type {ScenarioView} from '../../view/view.js';
import {type Block, list, paragraph, type Section} from '../document/document.js';
import {stepText} from '../document/scenario.js';
import type {Played} from './people.js';

/** Each attack: what the machines made of it, and what people did. */
export function attacks(view: Played): Section {
  const measured = responseOf(view);
  return {
    title: '5 Each attack',
    blocks: view.scenarios.map(s => ({
      kind: 'scenario',
      ...{id: s.plan.id, title: s.plan.title, verdict: s.verdict, open: true},
      blocks: [
        ...detection(s),
        ...response(
          s,
          measured.find(({scenario}) => scenario === s),
          view,
        ),
      ],
    })),
  };
}

function detection({explanation, link, verdict}: ScenarioView): Block[] {
  const {lastHeld, broken = '', cause, change} = link ?? {};
  return [
    ...(explanation ? [paragraph(explanation)] : []),
    ...(link
      ? [
          part(
            'Where the chain broke',
            paragraph([
              `Last link that held: ${lastHeld ?? 'none'}. ${linkWord(verdict)}: `,
              {strong: broken},
              `: ${cause}. Change: ${change}.`,
            ]),
          ),
        ]
      : []),
  ];
}

function response(s: ScenarioView, measures: ResponseMeasures | undefined, view: Played): Block[] {
  if (!measures) return [paragraph('Nobody responded to it, and nobody was to.')];
  const {harm, evidence, extendedMs} = measures;
  return [
    part('Times', times(measures)),
    ...(extendedMs ? [paragraph(`The facilitator gave ${formatDuration(extendedMs)} more to contain it.`)] : []),
    ...checks(s),
    part('Evidence', list(evidence.length ? evidence.map(evidenceText) : ['none was asked for'])),
    part('Harm', list(harm.length ? harm.map(harmText) : ['no bystander was there'])),
    ...procedure(s, view),
  ];
}

/** Each time against its SLA; `> 5 m` is one that had not come when the drill ended. */
function times(measures: ResponseMeasures): Block {
  const {detect, acknowledge, declare, contain, containedBy, scenario} = measures;
  const sla = scenario.stages.find(({stage}) => stage === 'alerted')?.slaMs;
  const of = (ms: number | undefined) => (ms === undefined ? '–' : formatDuration(ms));
  const rows = [
    ['alert, after the attack', detect ? measureText(detect) : 'none', of(sla), ''],
    [
      ...['acknowledged, after the alert', acknowledge ? measureText(acknowledge) : '–'],
      ...[of(acknowledgeSla(measures)), acknowledge?.person ?? ''],
    ],
    ['incident declared, after the alert', declare ? measureText(declare) : '–', '–', declare?.incident ?? ''],
    ['contained, after the attack', contain ? measureText(contain) : '–', of(contain?.slaMs), containedBy.join(', ')],
  ];
  return {kind: 'table', head: ['what', 'took', 'of', 'by'], rows, numeric: [1, 2]};
}

/** When each check held first and last, and how it stood at the end. */
function checks(s: ScenarioView): Block[] {
  const own = s.containment.filter(({rehearsed}) => !rehearsed);
  if (!own.length) return [];
  const rows = own.map(({check, state, detail = ''}) => {
    const held = s.containmentChanges.filter(c => c.check === check && c.state === 'held');
    const [first, last] = [held[0], held.at(-1)];
    return [
      ...[check, first ? formatDuration(first.sinceMs) : 'never', last ? formatDuration(last.sinceMs) : 'never'],
      ...[state, detail],
    ];
  });
  const head = ['check of containment', 'held first', 'held last since', 'at the end', 'in words'];
  return [part('Containment', {kind: 'table', head, rows, numeric: [1, 2]})];
}

function procedure(s: ScenarioView, view: Played): Block[] {
  const {title, owner} = s.asked?.procedure ?? {};
  const steps = followedSteps(s, view);
  return steps.length ? [part(`Procedure: ${title}, kept by ${owner}`, list(steps.map(stepText)))] : [];
}

const part = (title: string, ...blocks: Block[]): Block => ({kind: 'part', title, blocks});
