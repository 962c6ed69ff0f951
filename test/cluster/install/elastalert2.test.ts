import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {readRuleFile} from '../../../src/sources/elastalert/rule-file.js';

const FOLDER = 'stacks/efk/elastalert2';

interface KibanaRule {
  rule_id: string;
  type: string;
  query: string;
  severity: string;
  threshold?: {field?: string[]; value: number};
}

const kibana = readFileSync('stacks/efk/kibana/rules.ndjson', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line) as KibanaRule);

test('every rule of Kibana is there for ElastAlert2, and no other', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(kibana.map(rule => `${rule.rule_id}.yaml`).sort());
});

test.each(kibana.map(rule => [rule.rule_id, rule] as const))('%s asks the same, and alerts on each', (id, rule) => {
  const text = readFileSync(`${FOLDER}/${id}.yaml`, 'utf8');
  expect(readRuleFile(text)).toMatchObject({
    ...{name: id, index: 'k8s-audit-*', timestampField: '@timestamp'},
    filter: [{query_string: {query: rule.query}}],
  });
  const counts = rule.type === 'threshold';
  expect(parse(text)).toMatchObject({
    type: counts ? 'frequency' : 'any',
    realert: {seconds: 0},
    ...(counts && {num_events: rule.threshold?.value}),
  });
});
