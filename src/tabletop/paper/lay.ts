import {randomUUID} from 'node:crypto';
import type {Plan} from '../../drill/plan/plan.js';
import {followed} from '../../drill/respond/asked/followed.js';
import {type BrokenLink, type DrillFact, type EventOf, SCHEMA_VERSION} from '../../events/events.js';
import type {EventLog} from '../../events/log.js';
import {resourceNamed} from '../../kube/resources.js';
import {textIn} from '../../scenario/exercise/people.js';
import type {LoadedProcedure} from '../../scenario/procedures/load.js';
import type {ContainmentCheck} from '../../scenario/respond.js';
import type {Scenario} from '../../scenario/schema.js';
import type {CardsFile} from '../cards/schema.js';
import {filledIn} from './names.js';
import {type Said, SaidBefore} from './said-before.js';

/** What people are asked to do about an attack. */
interface Asked {
  checks: {name: string; check: ContainmentCheck}[];
  bystanders: string[];
  procedure?: LoadedProcedure | undefined;
  /** The language of the drill, as a tag. */
  language: string;
}

/**
 * Writes down what a table has to say, in the words of a drill's engine. Where a table was taken up after a kill, what
 * stands in the log already is not said twice: an attack of which a part was laid is laid to its end.
 */
export class Laying {
  readonly #said: SaidBefore;

  constructor(readonly log: EventLog) {
    this.#said = new SaidBefore(log.events);
  }

  /** What is going to be played. Gates on machines are left out, and those on harm where no cluster is asked. */
  begin(
    {run, drill, settings, planned, gates}: Plan,
    decks: readonly CardsFile[],
    {version, asksCluster}: {version: string; asksCluster: boolean},
  ): void {
    const clusters = [...new Set(decks.map(({recorded}) => recorded.cluster))];
    this.log.append({
      ...{type: 'run.started', schemaVersion: SCHEMA_VERSION, run, kubedrill: version, drill},
      cluster: {
        ...{kind: clusters[0] ?? 'kind', simulated: decks.some(({recorded}) => recorded.simulated)},
        reason: `a tabletop: evidence was recorded on ${clusters.join(', ')}`,
      },
      settings: {slaFactor: settings.slaFactor, graceMs: settings.graceMs, parallel: settings.parallel, keep: false},
      gates: gates.filter(gate => gate.maxNotContained !== undefined || (asksCluster && gate.maxHarmMs !== undefined)),
      scenarios: planned,
    });
  }

  /** An attack as it was recorded, and its evidence. */
  attack(
    {id: scenario}: Scenario,
    {names, requests, seen, settled, verdict, explanation, link, cards}: CardsFile,
  ): void {
    this.#say({type: 'scenario.started', scenario, ...names});
    this.#say({type: 'scenario.phase', scenario, phase: 'attack'});
    for (const {step, actor, method, path, code, outcome} of requests) {
      const own = {scenario, purpose: 'attack', step} as const;
      const {auditId} = this.#say({type: 'step.sent', ...own, auditId: randomUUID(), actor, method, path});
      this.#say({type: 'step.answered', ...own, auditId, outcome, tookMs: 0, ...(code !== undefined && {code})});
    }
    this.#say({type: 'scenario.phase', scenario, phase: 'watch'});
    const signals = seen.map(one => this.#signal(scenario, one));
    for (const {expectation, stage, state, latencyMs, source, reason} of settled) {
      const signal = signals.find(one => one.stage === stage && one.source === source)?.seq;
      this.#say({
        ...{type: 'expectation.settled', scenario, expectation, stage, state},
        ...(latencyMs !== undefined && {latencyMs}),
        ...(source !== undefined && {source}),
        ...(reason !== undefined && {reason}),
        ...(signal !== undefined && {signal}),
      });
    }
    this.#say({
      ...{type: 'scenario.judged', scenario, verdict, explanation: `as recorded: ${explanation}`},
      ...(link && {link: brokenIn(link)}),
    });
    for (const {id, title, answers} of cards) {
      this.#say({type: 'card.laid', card: `${scenario}/${id}`, scenario, title, answers});
    }
  }

  #signal(
    scenario: string,
    {stage, source, latencyMs, rule, about}: CardsFile['seen'][number],
  ): EventOf<'signal.seen'> {
    const isAlert = stage === 'alerted';
    const {user, verb, resource, namespace, name} = about;
    return this.#say({
      ...{type: 'signal.seen', scenario, purpose: 'attack', stage, source, latencyMs, counted: true},
      ...(isAlert && {alert: this.#nextAlert(), keys: []}),
      evidence: {
        ...{kind: isAlert ? 'alert' : 'audit event', ref: rule?.id ?? 'recorded'},
        ...(rule && {rule}),
        document: {user: {username: user}, verb, objectRef: {resource, namespace, name}},
      },
    });
  }

  #nextAlert(): string {
    const alerts = this.log.events.filter(event => event.type === 'signal.seen' && event.alert !== undefined);
    return `A${alerts.length + 1}`;
  }

  #say<F extends FactOf<Said>>(fact: F): EventOf<F['type']> {
    return (this.#said.take(fact.type, fact.scenario) ?? this.log.append(fact)) as EventOf<F['type']>;
  }

  /** People are to respond from now on. */
  ask(scenario: Scenario, cards: CardsFile, {checks, bystanders, procedure, language}: Asked): void {
    const {preserve = [], story} = scenario.respond ?? {};
    this.#say({type: 'scenario.phase', scenario: scenario.id, phase: 'respond'});
    this.#say({
      ...{type: 'response.asked', scenario: scenario.id, bystanders},
      preserve: preserve.map(({resource, name, namespace}) => {
        const own = namespace ?? (resourceNamed(resource)?.namespaced ? cards.names.namespace : undefined);
        return {resource, name: filledIn(name, cards), ...(own !== undefined && {namespace: filledIn(own, cards)})};
      }),
      ...(story !== undefined && {story: filledIn(textIn(story, language), cards)}),
      ...(procedure && {procedure: followed(procedure, checks, language)}),
    });
  }

  stands(
    scenario: string,
    change: Pick<EventOf<'containment.changed'>, 'check' | 'state' | 'detail'>,
    sinceMs: number,
  ): void {
    this.log.append({type: 'containment.changed', scenario, ...change, sinceMs});
  }

  harm(
    scenario: string,
    change: Pick<EventOf<'harm.changed'>, 'bystander' | 'state' | 'detail'>,
    sinceMs: number,
  ): void {
    this.log.append({type: 'harm.changed', scenario, ...change, sinceMs});
  }

  contained(
    scenario: string,
    told: Pick<EventOf<'scenario.contained'>, 'ttcMs' | 'withinMs' | 'holdMs' | 'checks'>,
  ): void {
    this.log.append({type: 'scenario.contained', scenario, ...told});
  }

  concluded(scenario: string, check: string, state: 'held' | 'not held' | 'unknown', withinMs: number): void {
    const words = {held: 'contained', 'not held': 'not contained', unknown: 'unknown'} as const;
    this.#say({type: 'containment.checked', scenario, check, state: words[state], rehearsed: false, withinMs});
  }

  /** Nobody is to do anything about it any more. */
  over(scenario: string): void {
    this.log.append({type: 'scenario.cleaned', scenario, created: 0, left: []});
  }

  leftOut(scenario: string): void {
    this.log.append({
      ...{type: 'scenario.judged', scenario, verdict: 'skipped', explanation: 'the table did not come to it'},
    });
  }

  /** Takes an alert in the name of a person: the first one counts. */
  acknowledge(alert: string, person: string, t: number): EventOf<'alert.acknowledged'>[] {
    const {events} = this.log;
    const signal = events.find(
      (event): event is EventOf<'signal.seen'> => event.type === 'signal.seen' && event.alert === alert,
    );
    const shown = events.find(
      (event): event is EventOf<'alert.shown'> => event.type === 'alert.shown' && event.alert === alert,
    );
    // Who has not seen an alert cannot take it.
    if (!signal || !shown) return [];
    const {scenario} = signal;
    const isFirst = !events.some(e => e.type === 'alert.acknowledged' && e.scenario === scenario && e.counted);
    const taken = this.log.append({
      ...{type: 'alert.acknowledged', scenario, alert: signal.seq, source: 'kubedrill', person, robot: false},
      ...{latencyMs: Math.max(0, t - laidAt(events, scenario, shown.t)), counted: isFirst, keys: [alert]},
      ...(!isFirst && {reason: 'the alert was acknowledged before'}),
      evidence: {kind: 'acknowledgement', ref: alert, document: null},
    });
    return [taken as EventOf<'alert.acknowledged'>];
  }
}

type FactOf<T extends DrillFact['type']> = Extract<DrillFact, {type: T}>;

const brokenIn = ({lastHeld, ...link}: NonNullable<CardsFile['link']>): BrokenLink => ({
  ...link,
  ...(lastHeld && {lastHeld}),
});

/** Drill time at which the story of an attack was read out: from there on its alert could have been seen. */
function laidAt(events: EventLog['events'], scenario: string, otherwise: number): number {
  const told = events.find(event => event.type === 'inject.delivered' && event.attack === scenario);
  return told?.type === 'inject.delivered' ? told.t : otherwise;
}
