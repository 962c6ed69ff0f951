import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {makePlan, OWN_COVERAGE} from '../../../src/drill/plan/plan.js';
import {everyScenario, loadDrill} from '../../../src/scenario/load.js';
import {claimOf} from '../../../src/sources/claim.js';
import type {Source} from '../../../src/sources/source.js';
import {eventually} from '../../helpers/eventually.js';
import {catalogueAlerts} from '../../helpers/falco.js';
import {playground} from '../../helpers/playing.js';
import {post} from '../../helpers/post.js';
import {never, openSource} from '../../helpers/source.js';

const ALERTS = catalogueAlerts();
const PLANNED = makePlan(loadDrill('core'), everyScenario(true), {}, {coverage: OWN_COVERAGE}).planned;
const alertedOf = (id: string) =>
  (PLANNED.find(s => s.id === id)?.expectations ?? []).filter(({stage}) => stage === 'alerted');

/** A file of stacks/ as YAML. */
const yamlOf = (file: string): unknown => parse(readFileSync(`stacks/${file}`, 'utf8'));

/** The rules that kubedrill ships for Falco. */
const OWN = (yamlOf('falco/config/kubedrill_rules.yaml') as {rule?: string}[]).flatMap(({rule}) => rule ?? []);

/** What a stack file maps to Falco's rules. */
const rulesOf = (file: string): Record<string, string[]> =>
  (yamlOf(file) as {sources: {rules: Record<string, string[]>}[]}).sources[0]?.rules ?? {};

const MAPPED = rulesOf('falco.yaml');
const MAPPED_WITH_OWN = rulesOf('falco/stack.yaml');

test.each([...new Set(ALERTS.map(({scenario}) => scenario))])('no alert on the attack of %s is left unmapped', id => {
  for (const [rules, stock] of [
    [MAPPED, true],
    [MAPPED_WITH_OWN, false],
  ] as const) {
    const {source} = openSource({type: 'falco', listen: {port: 0}, rules});
    const onAttack = ALERTS.filter(line => line.scenario === id && line.purpose === 'attack').map(line => line.alert);
    const asked = onAttack.filter(({rule}) => !stock || !OWN.includes(rule));
    const unmapped = asked.filter(
      ({rule, priority}) =>
        !alertedOf(id).some(expected => source.accepts?.(expected, {id: rule, title: rule, level: priority})),
    );
    expect(unmapped.map(({rule}) => rule)).toEqual([]);
  }
});

test('every one is mapped by name: nothing counts only because nobody named a rule', () => {
  for (const {scenario, purpose, alert} of ALERTS.filter(line => line.purpose === 'attack')) {
    const named = alertedOf(scenario).flatMap(({rule = ''}) => MAPPED_WITH_OWN[rule] ?? []);
    expect(named, `${scenario} ${purpose}`).toContain(alert.rule);
  }
});

/** Scenarios of which the recording has the audit log as well. */
const WITH_EVENTS = [...new Set(ALERTS.filter(line => line.events).map(({scenario}) => scenario))].filter(id =>
  ALERTS.some(line => line.scenario === id && line.purpose === 'attack'),
);

test.each(WITH_EVENTS)('the posts and the audit log of %s, played again, are its detection', async id => {
  const ground = await playground(clock => [
    openSource({type: 'falco', listen: {port: 0}, rules: MAPPED}, {clock}).source,
  ]);
  const source = ground.sources.at(-1) as Source;
  const {detail = ''} = (await source.check?.(never)) ?? {};
  const url = /http:[^,; ]+/.exec(detail)?.[0] ?? '';
  const {execution, watch, request} = ground.enter(alertedOf(id));
  const lines = ALERTS.filter(line => line.scenario === id && line.events);
  for (const {purpose, events = [], alert} of lines) {
    const [first] = events;
    const own = await request(purpose, ['GET', first?.requestURI ?? '/'], {as: 'actor'});
    const recorded = /kd-[0-9a-f]{6}/.exec(first?.userAgent ?? '')?.[0] ?? '';
    const asOurs = <T>(value: T): T =>
      JSON.parse(
        JSON.stringify(value)
          .replaceAll(recorded, execution.token)
          .replaceAll(first?.auditID ?? '', own.auditId),
      ) as T;
    execution.actorUser = asOurs(first?.user.username);
    for (const event of asOurs(events)) ground.audit.emit([claimOf(event)], undefined, {events: [event]});
    expect((await post(url, JSON.stringify(asOurs(alert)))).status).toBe(200);
    await eventually(() =>
      expect(ground.seen().filter(s => s.evidence.rule?.id === alert.rule && s.purpose === purpose)).not.toEqual([]),
    );
  }
  const steps = new Set(lines.map(line => line.alert.rule));
  expect(
    watch.watched.filter(w => w.settled?.state === 'seen' || w.expectation.step).length,
    [...steps].join(),
  ).toBeGreaterThan(0);
  expect(ground.seen().filter(s => s.purpose === 'benign' && s.counted)).toEqual([]);
});
