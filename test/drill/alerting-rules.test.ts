import {expect, test} from 'vitest';
import {claimants, whyNothingAlerts} from '../../src/drill/plan/alerting-rules.js';

const rules = (...ids: string[]) => ({rules: ids.map(id => ({id}))});
const EXPECTED = {rule: 'pod-exec'};

test.each<[string, Parameters<typeof whyNothingAlerts>[1], string | undefined]>([
  ['the rule is loaded', {rules: rules('pod-exec'), anyRule: false, sources: ['rules']}, undefined],
  ['it is not', {rules: rules('other'), anyRule: false, sources: ['rules']}, 'pod-exec is not loaded'],
  ['rules are the user\u2019s own: any may', {rules: rules('other'), anyRule: true, sources: ['rules']}, undefined],
  ['there is none at all', {rules: rules(), anyRule: true, sources: ['rules']}, 'no rule is loaded'],
  ['a product may alert', {rules: rules(), anyRule: false, sources: ['falco']}, undefined],
  ['a product beside the engine may alert', {rules: rules(), anyRule: false, sources: ['rules', 'falco']}, undefined],
  ['nothing alerts in this stack', {rules: rules('pod-exec'), anyRule: false, sources: []}, 'no source sees alerts'],
])('%s', (_name, alerting, why) => {
  expect(whyNothingAlerts(EXPECTED, alerting)).toBe(why);
});

test('the rule that is named claims what is expected; where any alert counts, or none is named, all do', () => {
  const loaded = rules('pod-exec', 'other').rules;
  expect(claimants(EXPECTED, loaded).map(r => r.id)).toEqual(['pod-exec']);
  expect(claimants({}, loaded)).toEqual(loaded);
  expect(claimants(EXPECTED, loaded, true)).toEqual(loaded);
});
