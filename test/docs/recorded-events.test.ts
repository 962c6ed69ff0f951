import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import {loadScenarios} from '../../src/scenario/load.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {page} from './markdown.js';

const RECORDED: Record<string, {rule: string; event: AuditEvent}> = JSON.parse(
  readFileSync('test/fixtures/audit/catalogue.json', 'utf8'),
);
const {rules} = loadRules(['rules']).set;

test('nearly every scenario has a recorded event: the others need what the simulated cluster lacks', () => {
  const there = ['api', 'controllers', 'node'];
  const without = loadScenarios().scenarios.filter(({id}) => !RECORDED[id]);
  expect(without.filter(({needs}) => needs.every(need => there.includes(need)))).toEqual([]);
  expect(without.length).toBeLessThan(5);
});

test.each(Object.entries(RECORDED))(
  'what the page of %s shows is met by the rule that it names',
  (id, {rule, event}) => {
    const shown = page(`docs/scenarios/${id}.md`).fences.find(({info}) => info === 'json');
    expect(JSON.parse(shown?.text ?? '')).toMatchObject({auditID: event.auditID, verb: event.verb});
    const named = rules.find(r => r.id === rule);
    const asked = named?.kind === 'event' ? [named] : rules.filter(r => r.kind === 'event' && r.silent);
    expect(asked.some(r => r.kind === 'event' && r.test(event))).toBe(true);
  },
);
