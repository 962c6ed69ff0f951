import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {DrillEvent, EventOf, EventType} from '../../src/events/events.js';
import {readEvents} from '../../src/events/read.js';
import {type Done, kubedrill} from './cli.js';
import {tempDir, tempFile} from './temp.js';

/** A drill with an inject of every kind, for a table: names of its own do not vary. */
export const EVENING = `
title: An evening
description: A test
scenarios: [secrets-listed, cluster-admin-bound]
uses: [tabletop]
briefing: {text: You are on call., rules: [Say DRILL first]}
roles:
  - {id: facilitator, kind: controls, min: 1}
  - {id: commander, kind: responds, min: 1, max: 1, can: [declare, decide, notify]}
  - {id: responder, kind: responds, min: 1, can: [acknowledge, contain, evidence, ask]}
  - {id: observer, kind: observes}
objectives: [{id: O1, text: Contain it, csf: RS.MI, tasks: [{id: O1.1, text: Revoke it}]}]
procedures: [stolen-credential]
pace: {story: {start: Sat 02:10, scale: 3}}
gates: [{name: contained in time, maxNotContained: 0}, {name: little harm, maxHarm: 60s}]
script:
  - {id: I1, at: 1m, attack: secrets-listed}
  - {id: I2, after: {event: acknowledged, of: secrets-listed}, to: [commander], from: CEO, text: Is this real?}
  - {id: I3, at: 4m, ask: D1}
  - {id: I4, manual: true, text: The SIEM is down, kind: maintenance}
  - {id: I5, at: 6m, attack: cluster-admin-bound}
  - {id: I6, from: Shop, text: The shop is closed now.}
  - {id: I7, at: 9m, ask: Q1}
  - {id: I8, when: {not: declared, for: 5m}, to: [commander], text: Nobody tells me anything.}
questions:
  - {id: Q1, text: Which identity listed the Secrets?, answer: {match: "{{ user:secrets-listed }}"}, points: 20, tries: 2}
  - {id: D1, text: Freeze or watch?, to: [commander], choose: [{id: freeze, text: Freeze it, leadsTo: [I6]}, {id: watch, text: Watch}], rationale: required}
clocks:
  - {id: nis2, starts: {decision: aware}, due: 24h, scale: 60, fields: [cross-border], to: the CSIRT}
`;

/** What came of a table that was played from answers. */
export interface Sat extends Done {
  /** The folder of the run. */
  dir: string;
  events: readonly DrillEvent[];
  of<T extends EventType>(type: T): EventOf<T>[];
  file(name: string): string;
}

/** Plays a drill from answers, one a line, without anything of a machine's but its disk. */
export async function sat(answers: string, flags: readonly string[] = [], yaml = EVENING): Promise<Sat> {
  const out = tempDir();
  const argv = ['tabletop', tempFile('evening.yaml', yaml), '--answers', tempFile('answers.txt', answers)];
  const done = await kubedrill(...argv, '--out', out, ...flags);
  const dir = join(out, readdirSync(out)[0] ?? '');
  const log = join(dir, 'events.ndjson');
  const events = existsSync(log) ? readEvents(log) : [];
  return {
    ...done,
    ...{dir, events},
    of: type => events.filter(event => event.type === type) as never,
    file: name => readFileSync(join(dir, name), 'utf8'),
  };
}
