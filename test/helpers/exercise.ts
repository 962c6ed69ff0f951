import {DrillControl} from '../../src/drill/control.js';
import {Turns} from '../../src/drill/turns.js';
import type {DrillEvent, DrillFact} from '../../src/events/events.js';
import {EventLog} from '../../src/events/log.js';
import {obey} from '../../src/live/conductor/commands/index.js';
import {Exercise} from '../../src/live/conductor/exercise.js';
import {rolesOf, scriptOf} from '../../src/live/conductor/roles.js';
import {type Participant, Roster, type SavedRoster} from '../../src/live/conductor/roster.js';
import {loadDrill} from '../../src/scenario/load.js';
import {loadProcedure, procedureFile} from '../../src/scenario/procedures/load.js';
import {SteppedClock} from './stepped-clock.js';
import {tempFile} from './temp.js';

/** A drill with people as a file has it: two attacks, and an inject of every kind. */
export const DRILL = `
title: Night shift
description: A test
scenarios: [secrets-listed, cluster-admin-bound]
uses: [live]
briefing: {text: Two of you are on call., rules: [Say DRILL first]}
roles:
  - {id: facilitator, kind: controls, min: 1}
  - {id: commander, kind: responds, min: 1, max: 1, can: [declare, decide, notify, acknowledge]}
  - {id: responder, kind: responds, min: 1, can: [acknowledge, contain, evidence, ask, declare], cluster: operator, duties: [Stops it]}
  - {id: observer, kind: observes}
objectives: [{id: O1, text: Contain it, csf: RS.MI, tasks: [{id: O1.1, text: Revoke it}]}]
respond: {acknowledge: 5m, contain: 15m}
script:
  - {id: I1, at: 0s, attack: secrets-listed}
  - {id: I2, after: {event: acknowledged, of: secrets-listed, delay: 2m}, orAt: 9m, attack: cluster-admin-bound}
  - {id: I3, when: {not: contained, of: cluster-admin-bound, for: 8m}, to: [commander], from: CEO, text: What do we say to the press?, expect: A holding statement}
  - {id: I4, manual: true, text: The SIEM is down for ten minutes, kind: maintenance}
  - {id: I5, at: 20m, ask: Q1, unless: {decided: Q2}}
  - {id: I6, at: 4m, ask: Q2, to: [commander]}
  - {id: I7, text: The shop is closed now.}
questions:
  - {id: Q1, text: Which identity listed the Secrets?, answer: {match: "{{ user:secrets-listed }}"}, points: 20, tries: 2, wait: 20s}
  - {id: Q2, text: Freeze or watch?, to: [commander], choose: [{id: freeze, text: Freeze it, leadsTo: [I7]}, {id: watch, text: Watch}], rationale: required, within: 5m}
clocks:
  - {id: nis2, starts: {decision: aware}, due: 24h, scale: 60, fields: [suspected-malicious, cross-border], to: the CSIRT}
hints:
  secrets-listed: [{after: 1m, price: 5, text: Look for list on secrets}, {price: 10, text: It is a ServiceAccount}]
`;

/** An exercise on a clock that stands still, without a cluster: its engine is whoever appends facts. */
export interface Staged {
  exercise: Exercise;
  log: EventLog;
  clock: SteppedClock;
  roster: Roster;
  /** Somebody in a role. */
  join(role: string, name?: string): Participant;
  /** Does what somebody asks for; rejects with `Refused`. */
  does(person: Participant, what: string, input?: object): Promise<number[]>;
  /** Moves the time on by steps of a beat. */
  pass(ms: number): Promise<void>;
  says(fact: DrillFact): Promise<DrillEvent>;
  /** The facts of the log of one type. */
  of<T extends DrillEvent['type']>(type: T): Extract<DrillEvent, {type: T}>[];
}

/** @param events the log of one that was killed, which goes on */
export function staged(
  yaml = DRILL,
  {
    saved,
    past = [],
    openActions = [],
    clock = new SteppedClock(),
    log = new EventLog(clock, undefined, past),
  }: {
    saved?: SavedRoster;
    past?: readonly DrillEvent[];
    openActions?: string[];
    clock?: SteppedClock;
    /** A log that has a file, say. */
    log?: EventLog;
  } = {},
): Staged {
  const drill = loadDrill(tempFile('night.yaml', yaml));
  const isNew = !log.length;
  const turns = new Turns();
  if (!isNew) turns.open();
  const control = Object.assign(new DrillControl(turns), {turns});
  const roles = rolesOf(drill);
  const roster = new Roster(roles, saved);
  const {procedure} = loadProcedure(procedureFile('stolen-credential', drill.file));
  const procedures = procedure ? [procedure] : [];
  const input = {drill, kind: 'live', language: 'en', roles, script: scriptOf(drill), procedures, openActions} as const;
  const exercise = new Exercise({...input, log, control, clock, roster, run: '1acf2e'});
  if (isNew) {
    exercise.open();
    turns.open();
  }
  const settled = () => new Promise<void>(resolve => setImmediate(resolve));
  return {
    ...{exercise, log, clock, roster},
    join: (role, name = role) => {
      const {person} = roster.add(name, role, 'web');
      exercise.append({type: 'participant.joined', person: person.id, name, role, via: 'web'});
      return person;
    },
    does: (person, what, input = {}) => obey(exercise, person, what, input),
    pass: async ms => {
      for (let left = ms; left > 0; left -= 1000) {
        await clock.advance(Math.min(left, 1000));
        exercise.tick();
      }
    },
    says: async fact => {
      const event = exercise.append(fact);
      await settled();
      return event;
    },
    of: type => log.events.filter(event => event.type === type) as never,
  };
}

/** Has acknowledgements count, as the engine does: each 39 s after its alert. */
export function answersAlerts(stage: Staged): void {
  stage.exercise.input.control.onAcknowledge((alert, person) => {
    const signal = stage.of('signal.seen').find(seen => seen.alert === alert);
    if (!signal) return [];
    const event = stage.exercise.append({
      type: 'alert.acknowledged',
      ...{scenario: signal.scenario, alert: signal.seq, source: 'kubedrill', latencyMs: 39_000, person, robot: false},
      ...{counted: true, keys: [alert], evidence: {kind: 'acknowledgement', ref: alert, document: null}},
    });
    return [event as Extract<DrillEvent, {type: 'alert.acknowledged'}>];
  });
}

/** An attack that is carried out, and its alert. */
export async function attacked(stage: Staged, scenario: string, alert: string): Promise<DrillEvent> {
  await stage.says({
    type: 'scenario.started',
    scenario,
    token: `kd-${alert}`,
    namespace: `kd-${alert}`,
    actor: `user-of-${scenario}`,
  });
  await stage.says({type: 'scenario.phase', scenario, phase: 'watch'});
  return stage.says({
    ...{
      type: 'signal.seen',
      scenario,
      purpose: 'attack',
      stage: 'alerted',
      source: 'siem',
      latencyMs: 900,
      counted: true,
    },
    ...{alert, keys: [`key-${alert}`]},
    evidence: {
      ...{kind: 'alert', ref: alert, rule: {id: 'r', title: 'Something odd', level: 'high'}},
      document: {labels: {namespace: `kd-${alert}`}, secretDetail: 'in no projection'},
    },
  });
}
