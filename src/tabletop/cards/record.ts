import type {AuditEvent} from '../../audit/event.js';
import type {Recorded} from '../../events/table.js';
import {formatDuration} from '../../lib/duration.js';
import {actorText} from '../../scenario/describe.js';
import type {Scenario} from '../../scenario/schema.js';
import {aboutOf, aboutRequest, auditIdsOf} from '../../view/live/alert-about.js';
import {groupRequests, shortPath} from '../../view/requests.js';
import type {RunView, ScenarioView} from '../../view/view.js';
import {auditText, cardText, factsText, objectText} from './documents.js';
import type {Card, CardsFile} from './schema.js';
import {isChange, viewCard} from './views.js';

/** More of one kind tell nobody anything new. */
const MOST_CARDS = 3;
const MOST_REQUESTS = 12;

/** Whether a scenario of a run has left anything: one that was left out has no cards. */
export const isRecorded = ({token, verdict}: ScenarioView): boolean =>
  token !== undefined && verdict !== undefined && verdict !== 'skipped' && verdict !== 'not executed';

/**
 * Makes the cards of one scenario from a recorded run: what the audit log had, what alerted, how the objects stood, who
 * may do what, and what the owner says.
 *
 * @param scenario its file, for the rights of the attacker; undefined where it is no longer known
 */
export function cardsOf(recorded: ScenarioView, run: RunView, scenario: Scenario | undefined): CardsFile {
  const {plan, token = '', namespace = '', actor = '', verdict = 'inconclusive', explanation = '', link} = recorded;
  const attack = groupRequests(recorded.requests.filter(({sent}) => sent.purpose === 'attack'));
  const signals = recorded.signals.filter(({purpose, counted}) => purpose === 'attack' && counted);
  return {
    ...{format: 1, scenario: plan.id, recorded: recordedIn(recorded, run), names: {token, namespace, actor}},
    ...{verdict, explanation},
    ...(link && {
      link: {
        ...(link.lastHeld && {lastHeld: link.lastHeld}),
        ...{broken: link.broken, cause: link.cause, change: link.change},
      },
    }),
    requests: attack.slice(0, MOST_REQUESTS).map(({first: {sent, answered}}) => ({
      ...{step: sent.step, actor: sent.actor, method: sent.method, path: sent.path},
      ...(answered?.code !== undefined && {code: answered.code}),
      outcome: answered?.outcome ?? 'failed',
    })),
    seen: signals.map(({stage, source, latencyMs, evidence}) => ({
      ...{stage, source, latencyMs},
      ...(evidence.rule && {rule: evidence.rule}),
      about: aboutIn(recorded, evidence),
    })),
    settled: recorded.stages.slice(1).flatMap(({stage, state, latencyMs, source, reason}, expectation) =>
      state === 'waiting' || state === 'running' || state === 'failed' || state === 'prevented'
        ? []
        : [
            {
              ...{expectation, stage, state},
              ...(latencyMs !== undefined && {latencyMs}),
              ...(source !== undefined && {source}),
              ...(reason !== undefined && {reason}),
            },
          ],
    ),
    cards: [
      ...auditCards(recorded),
      ...alertCards(recorded),
      ...viewCards(recorded),
      ...peopleCards(recorded, scenario),
    ].map(card => ({...card, text: cardText(card.text)})),
  };
}

function recordedIn({phases}: ScenarioView, {started, cluster}: RunView): Recorded {
  const begun = Date.parse(started?.at ?? '') + (phases[0]?.sinceMs ?? 0);
  return {
    ...{run: started?.run ?? '', at: Number.isFinite(begun) ? new Date(begun).toISOString() : ''},
    ...{cluster: started?.cluster.kind ?? 'simulated', simulated: started?.cluster.simulated ?? true},
    kubernetes: cluster?.version ?? '',
  };
}

function aboutIn({requests}: ScenarioView, evidence: Parameters<typeof aboutOf>[0]): Record<string, string> {
  const ids = auditIdsOf(evidence);
  const request = requests.find(({sent}) => ids.includes(sent.auditId));
  return {...(request && aboutRequest(request.sent)), ...aboutOf(evidence)};
}

/** The audit events of the attack, one of each sort. */
function auditEvents({signals}: ScenarioView): {event: Partial<AuditEvent>; times: number; latencyMs: number}[] {
  const bySort = new Map<string, {event: Partial<AuditEvent>; times: number; latencyMs: number}>();
  for (const {purpose, stage, evidence, latencyMs} of signals) {
    if (purpose !== 'attack' || stage !== 'audited' || evidence.kind !== 'audit event') continue;
    const event = evidence.document as Partial<AuditEvent>;
    const {resource, subresource, name} = event.objectRef ?? {};
    const sort = [event.verb, resource, subresource, isChange(event) ? name : '', event.responseStatus?.code].join(' ');
    const known = bySort.get(sort);
    if (known) known.times++;
    else bySort.set(sort, {event, times: 1, latencyMs});
  }
  return [...bySort.values()].slice(0, MOST_CARDS);
}

const auditCards = (scenario: ScenarioView): Card[] =>
  auditEvents(scenario).map(({event, times, latencyMs}, index) => {
    const {verb = '', objectRef, requestURI = ''} = event;
    const more = times > 1 ? `\nlike this ${times} times` : '';
    return {
      ...{id: `audit-${index + 1}`, kind: 'audit event', answers: ['audit']},
      title: `Audit log: ${verb} ${objectRef?.resource ?? shortPath(requestURI)}`.slice(0, 120),
      text: `${auditText(event)}${more}\nlatency  in the log ${formatDuration(latencyMs)} after the answer`,
    };
  });

/** What alerted; where nothing did, that, and where the chain broke. */
function alertCards({signals, link, explanation}: ScenarioView): Card[] {
  const alerts = signals.filter(({purpose, stage, counted}) => purpose === 'attack' && stage === 'alerted' && counted);
  if (!alerts.length) {
    const nothing = {id: 'alert-none', kind: 'alert', answers: ['alerts']} as const;
    const text = link
      ? factsText({held: link.lastHeld ?? 'none', broken: link.broken, cause: link.cause, change: link.change})
      : (explanation ?? 'it is not known');
    return [
      {...nothing, answers: [...nothing.answers], title: 'No alert', text: 'Nothing has alerted about this so far.'},
      {id: 'chain-1', kind: 'broken link', title: 'Why nothing alerted', answers: ['chain'], text},
    ];
  }
  return alerts.slice(0, MOST_CARDS).map(({source, latencyMs, evidence}, index) => {
    const {rule, document} = evidence;
    return {
      ...{id: `alert-${index + 1}`, kind: 'alert', answers: ['alerts']},
      title: `Alert: ${rule?.title ?? source}`.slice(0, 120),
      text: `${factsText({level: rule?.level, source})}\n${objectText(shortened(document))}\nlatency  ${formatDuration(latencyMs)} after the attack`,
    };
  });
}

/** An alert may stand on hundreds of audit events: how many, and which came first, is what a card has room for. */
function shortened(document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) =>
      Array.isArray(value) && value.length > 3
        ? [key, [...value.slice(0, 2), `and ${value.length - 2} more`]]
        : [key, value],
    ),
  );
}

const viewCards = (scenario: ScenarioView): Card[] =>
  auditEvents(scenario)
    .filter(({event}) => isChange(event))
    .map(({event}, index) => viewCard(event, `view-${index + 1}`));

/** Who may do what, and what the owner of the account says. */
function peopleCards({actor = '', requests}: ScenarioView, scenario: Scenario | undefined): Card[] {
  const isAccount = actor.startsWith('system:serviceaccount:');
  const own = groupRequests(requests.filter(({sent}) => sent.purpose === 'benign'));
  const work = own
    .slice(0, MOST_CARDS)
    .map(({first: {sent, answered}}) => `  ${sent.method} ${shortPath(sent.path)}: ${answered?.code ?? 'no answer'}`);
  const rights = scenario && isAccount ? [rightsCard(actor, scenario)] : [];
  return [
    ...rights,
    {
      ...{id: 'owner', kind: 'answer', title: 'What the owner says', answers: ['owner']},
      text: [
        isAccount ? `“${actor} is ours.” ` : '“That is nobody of ours: there was no valid credential.”',
        ...(work.length
          ? ['“That day it did this for us:', ...work, 'Whatever else it did was none of our doing.”']
          : []),
      ].join('\n'),
    },
  ];
}

const rightsCard = (actor: string, {actor: who}: Scenario): Card => ({
  ...{id: 'rights', kind: 'rights', title: 'What the account may do', answers: ['rbac']},
  text: `$ kubectl auth can-i --list --as ${actor}\n${actorText(who).replaceAll('; ', '\n  ').replace(', may ', '\nmay ')}`,
});
