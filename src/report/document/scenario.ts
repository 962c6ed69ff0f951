import type {EventOf} from '../../events/events.js';
import {formatDuration} from '../../lib/duration.js';
import {type FollowedStep, followedSteps, type StepState} from '../../response/procedure.js';
import {blindingText, unnamedText, whoAcknowledged} from '../../view/acknowledgement-words.js';
import {needsAttention} from '../../view/attention.js';
import {linkWord} from '../../view/link-words.js';
import {endingOf} from '../../view/nightly/attempts.js';
import {answerText, groupRequests} from '../../view/requests.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import {attempts, quarantine} from './attempts.js';
import {type Block, type Evidence, list, type Mark, paragraph, type Scenario, type Text} from './document.js';

/** One scenario: explanation, requests, evidence, containment, prevention, references. */
export function scenarioBlock(s: ScenarioView, view: RunView): Scenario {
  const {plan} = s;
  const tags = Object.entries(plan.tags).map(([framework, ids]) => `${framework} ${ids.join(' ')}`);
  const about = [`severity ${plan.severity}`, ...tags, ...(s.actor ? [`as ${s.actor}`] : [])];
  return {
    kind: 'scenario',
    ...{id: plan.id, title: plan.title, verdict: endingOf(s), open: needsAttention(s)},
    blocks: [
      paragraph(plan.description),
      {kind: 'paragraph', text: about.join(' · '), look: 'small'},
      ...(s.explanation ? [paragraph(s.explanation)] : []),
      ...quarantine(s),
      ...attempts(s),
      ...brokenLink(s),
      requests(s),
      ...evidence(s),
      ...benign(s),
      ...containment(s),
      ...procedure(s, view),
      part('Prevention', paragraph(plan.prevent)),
      ...(plan.references.length ? [part('References', list(plan.references.map(url => ({url}))))] : []),
    ],
  };
}

function brokenLink({link, verdict}: ScenarioView): Block[] {
  if (!link) return [];
  const {lastHeld, broken, change, proof} = link;
  const text = [`Last link that held: ${lastHeld ?? 'none'}. ${linkWord(verdict)}: `, {strong: broken}];
  const blocks: Block[] = [paragraph([...text, `. Change: ${change}.`])];
  return [part('Where the chain broke', ...blocks, ...(proof === undefined ? [] : [json(proof)]))];
}

/** Who made a request is said where it is not the actor, of whom all was said above. */
function requests(s: ScenarioView): Block {
  const attack = groupRequests(s.requests.filter(r => r.sent.purpose === 'attack'));
  if (!attack.length) return {kind: 'paragraph', text: 'The attack made no request.', look: 'quiet'};
  const hasOthers = attack.some(({first}) => first.sent.actor !== s.actor);
  const rows = attack.map(({first: {sent, answered}, times}) => [
    ...[{code: `${sent.method} ${sent.path}`}, answerText(answered), String(times)],
    ...(hasOthers ? [{code: sent.actor}] : []),
    {code: sent.auditId},
  ]);
  const head = ['request', 'answer', 'times', ...(hasOthers ? ['as'] : []), 'first audit id'];
  return part('Requests of the attack', {kind: 'table', head, rows});
}

/** What was not counted is shown too, since it is the first thing that a reader asks about. */
function evidence({signals, acknowledgements}: ScenarioView): Block[] {
  const all = signals.map(
    ({stage, source, latencyMs, counted, reason, evidence: {ref, rule, link, document}}): Evidence => ({
      title: `${stage} by ${source}${rule ? `, rule ${rule.id}` : ''}`,
      aside: `after ${formatDuration(latencyMs)}${counted ? '' : `, not counted: ${reason ?? ''}`}`,
      ref,
      ...(link !== undefined && {url: link}),
      ...(document !== null && document !== undefined && {document}),
    }),
  );
  const shown = [...all, ...acknowledgements.map(answer)];
  return shown.length ? [part('Evidence', {kind: 'evidence', evidence: shown})] : [];
}

function answer(event: EventOf<'alert.acknowledged'>): Evidence {
  const {alert, latencyMs, counted, reason, source} = event;
  const {ref, document} = event.evidence;
  const aside = [
    ...unnamedText(event),
    ...(alert === undefined ? [] : [`${formatDuration(latencyMs)} after the alert`]),
    ...(counted ? [] : [`not counted: ${reason ?? ''}`]),
    ...blindingText(event),
  ];
  return {
    title: `acknowledged by ${whoAcknowledged(event)} in ${source}`,
    aside: aside.join(', '),
    ref,
    ...(document !== null && document !== undefined && {document}),
  };
}

function benign({benign: twin}: ScenarioView): Block[] {
  if (!twin) return [];
  const why = [twin.rules.join(', '), twin.detail].filter(Boolean).join('; ');
  return [part('Benign twin', paragraph(`${twin.state}${why ? ` (${why})` : ''}`))];
}

function containment(s: ScenarioView): Block[] {
  if (!s.containment.length) return [];
  // By people, the reason why a check does not hold is what matters; the rehearsal knows none.
  const says = s.containment.some(c => c.detail !== undefined);
  const rows = s.containment.map(c => [
    ...[c.check, c.state, c.latencyMs === undefined ? '' : formatDuration(c.latencyMs), formatDuration(c.withinMs)],
    c.rehearsed ? 'kubedrill (rehearsed, not scored)' : 'the team',
    ...(says ? [c.detail ?? ''] : []),
  ]);
  const head = ['check', 'state', 'took', 'within', 'by', ...(says ? ['in words'] : [])];
  const table: Block = {kind: 'table', head, rows, numeric: [2, 3]};
  return [part('Containment', table)];
}

const STEP_MARKS: Readonly<Record<StepState, Mark>> = {
  seen: {mark: '✔', word: 'seen', tone: 'held'},
  'not seen': {mark: '✖', word: 'not seen', tone: 'failed'},
  unknown: {mark: '?', word: 'not known', tone: 'undecided'},
  'for people': {mark: '·', word: 'for people to say', tone: 'undecided'},
  'not here': {mark: '·', word: 'not in this attack', tone: 'undecided'},
  'held from the start': {mark: '·', word: 'held from the start', tone: 'undecided'},
};

/** The written procedure that people had, with what was seen of it. */
function procedure(s: ScenarioView, view: RunView): Block[] {
  const {title, owner} = s.asked?.procedure ?? {};
  const items = followedSteps(s, view).map(stepText);
  return items.length ? [part(`Procedure: ${title}, kept by ${owner}`, list(items))] : [];
}

/** A step of a procedure, and what became of it. */
export const stepText = ({step: {role, text}, state, outOfOrder}: FollowedStep): Text => [
  STEP_MARKS[state],
  ` ${text}${role === undefined ? '' : ` (${role})`}${outOfOrder ? ', out of order' : ''}`,
];

const part = (title: string, ...blocks: Block[]): Block => ({kind: 'part', title, blocks});
const json = (value: unknown): Block => ({kind: 'json', value});
