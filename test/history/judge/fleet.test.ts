import {expect, test} from 'vitest';
import {type ClusterNight, fleetFindings} from '../../../src/history/judge/fleet.js';
import {judge} from '../../../src/history/judge/judge.js';
import {fleetText} from '../../../src/history/judge/words.js';
import {type Nights, nightsOf} from '../../helpers/nights.js';

const cluster = (name: string, nights: Partial<Nights>, labels = {stack: 'eu.yaml'}): ClusterNight => {
  const judgement = judge(nightsOf({count: 70, names: ['a', 'b', 'c'], seed: name.length, ...nights}));
  return {cluster: name, labels, ...(judgement && {judgement})};
};
const slow: Partial<Nights> = {slow: (link, night) => (link === 'alerted' && night >= 60 ? 1.6 : 1)};
const quiet = Array.from({length: 5}, (_, i) => cluster(`quiet-${i}`, {seed: i}));
const us = (count: number) =>
  Array.from({length: count}, (_, i) => cluster(`us-${i}`, {...slow, seed: 10 + i}, {stack: 'us.yaml'}));
const silent: ClusterNight = {cluster: 'gone', labels: {stack: 'eu.yaml'}};

test('a link that is slower on several clusters is one finding, with what they have in common', () => {
  const found = fleetFindings([...quiet, ...us(3), silent]);
  expect(found.map(fleetText)).toEqual(['alerted slower x1.6 on 3 of 8 clusters, all of stack=us.yaml']);
  expect(found[0]).toMatchObject({severity: 'gate', clusters: ['us-0', 'us-1', 'us-2'], scenarios: ['a', 'b', 'c']});
});

test('on fewer than three clusters it is a warning', () => {
  expect(fleetFindings([...quiet, ...us(2)])).toMatchObject([{severity: 'warning', clusters: ['us-0', 'us-1']}]);
});

test('what is lost counts on one cluster as well', () => {
  const lost = cluster('one', {
    attempts: (name, night) => (name === 'b' && night === 70 ? [{verdict: 'missed'}] : undefined),
  });
  expect(fleetFindings([...quiet, lost]).map(finding => [finding.severity, fleetText(finding)])).toEqual([
    ['gate', 'b lost on 1 of 6 clusters'],
  ]);
});

test('a slower link that is no wonder among as many tests is left out', () => {
  const [one] = us(1) as [ClusterNight];
  const judgement = one.judgement as NonNullable<ClusterNight['judgement']>;
  const unlikely = {...one, judgement: {...judgement, asked: [{link: 'alerted' as const, p: 0.00005}]}};
  // Of this many tests the least p is 0.05 when it is times their number; nothing came of the others.
  const others = (count: number): ClusterNight => ({
    cluster: 'many',
    judgement: {...judgement, findings: [], asked: Array.from({length: count}, () => ({link: 'audited', p: 0.9}))},
  });
  expect(fleetFindings([unlikely, others(999)])).toHaveLength(1);
  expect(fleetFindings([unlikely, others(1000)])).toEqual([]);
});
