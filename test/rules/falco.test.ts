import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import type {AuditEvent} from '../../src/audit/event.js';
import type {DrillEvent} from '../../src/events/events.js';
import {everyScenario} from '../../src/scenario/load.js';
import {changedFeed, drillOn, openTestCluster} from '../helpers/drill.js';
import {conditionOf, type FalcoEntry} from '../helpers/falco-condition.js';

const ENTRIES = parse(readFileSync('stacks/falco/config/kubedrill_rules.yaml', 'utf8')) as FalcoEntry[];
const OWN = ENTRIES.filter(entry => entry.rule !== undefined).map(entry => ({
  name: entry.rule ?? '',
  matches: conditionOf(entry, ENTRIES),
}));
const [{rules: MAPPED} = {rules: {}}] = (
  parse(readFileSync('stacks/falco/stack.yaml', 'utf8')) as {sources: {rules: Record<string, string[]>}[]}
).sources;

/** Whom these rules alert on, of a drill of every scenario that any of them is mapped to. */
async function alertsOfAll(): Promise<{rule: string; scenario: string; purpose: string; step: string}[]> {
  const meant = (rule = '') => (MAPPED[rule] ?? []).some(name => OWN.some(own => own.name === name));
  const scenarios = everyScenario(true).filter(s => s.expect.some(({rule}) => meant(rule)));
  const cluster = await openTestCluster(readFileSync('audit-policy.yaml', 'utf8'));
  const sent = new Map<string, DrillEvent & {type: 'step.sent'}>();
  const events: AuditEvent[] = [];
  try {
    await drillOn(cluster, scenarios, {
      settings: {slaMs: 5000},
      onEvent: event => event.type === 'step.sent' && sent.set(event.auditId, event),
      cluster: opened => ({
        ...opened,
        auditLog: changedFeed(opened.auditLog, (lines, deliver) => {
          events.push(...lines.map(line => JSON.parse(line) as AuditEvent));
          deliver(lines);
        }),
      }),
    });
  } finally {
    await cluster.release();
  }
  return events.flatMap(event => {
    const {scenario = '', purpose = '', step = ''} = sent.get(event.auditID) ?? {};
    return OWN.flatMap(({name, matches}) => (matches(event) ? [{rule: name, scenario, purpose, step}] : []));
  });
}

test('each alerts on the attack of a scenario that it is mapped to, and none on the twin of any', async () => {
  const alerts = await alertsOfAll();
  for (const {name} of OWN) {
    const mapped = everyScenario(true).filter(s => s.expect.some(({rule = ''}) => MAPPED[rule]?.includes(name)));
    const ids = mapped.map(({id}) => id);
    const onAttacks = alerts.filter(a => a.rule === name && a.purpose === 'attack' && ids.includes(a.scenario));
    expect(onAttacks, name).not.toEqual([]);
  }
  expect(alerts.filter(({purpose}) => purpose === 'benign')).toEqual([]);
});

test('the language is read as Falco reads it', () => {
  const event = {verb: 'update', user: {username: 'a'}, stage: 'ResponseComplete'} as unknown as AuditEvent;
  const holds = (condition: string) => conditionOf({condition}, ENTRIES)(event);
  expect(holds('kevt and kmodify and not (ka.user.name in (b, c) or ka.user.name=d)')).toBe(true);
  expect(holds('kevt and ka.target.name exists or ka.verb startswith up')).toBe(true);
  expect(holds('not kevt or ka.verb=create')).toBe(false);
});
