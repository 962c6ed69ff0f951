import {expect, test} from 'vitest';
import {indicesBetween, indicesEver} from '../../../src/sources/store/indices.js';

const at = (time: string) => new Date(time);

test.each([
  ['logstash-*', '2026-11-23T12:00:00Z', '2026-11-23T12:05:00Z', 'logstash-*'],
  ['logstash-%Y.%m.%d', '2026-11-23T12:00:00Z', '2026-11-23T12:05:00Z', 'logstash-2026.11.23'],
  ['logstash-%Y.%m.%d', '2026-11-23T23:59:30Z', '2026-11-24T00:00:30Z', 'logstash-2026.11.23,logstash-2026.11.24'],
  ['logstash-%Y.%m.%d', '2026-12-31T23:59:30Z', '2027-01-01T00:00:30Z', 'logstash-2026.12.31,logstash-2027.01.01'],
  ['audit-%Y.%m', '2026-11-30T23:59:30Z', '2026-12-01T00:00:30Z', 'audit-2026.11,audit-2026.12'],
  ['audit-%Y-%m-%d-%H', '2026-11-23T12:59:30Z', '2026-11-23T13:00:30Z', 'audit-2026-11-23-12,audit-2026-11-23-13'],
])('%s from %s to %s is %s', (pattern, from, to, names) => {
  expect(indicesBetween(pattern, at(from), at(to))).toBe(names);
});

test('a run of months names no more indices than fit in a path', () => {
  const names = indicesBetween('logstash-%Y.%m.%d', at('2026-01-01T00:00:00Z'), at('2026-11-23T12:00:00Z'));
  expect(names.split(',')).toHaveLength(31);
  expect(names).toMatch(/logstash-2026\.11\.23$/);
});

test('all that a shipper ever wrote is a wildcard for the date', () => {
  expect(indicesEver('logstash-%Y.%m.%d')).toBe('logstash-*');
  expect(indicesEver('%Y-audit,other-%Y.%m')).toBe('*-audit,other-*');
  expect(indicesEver('k8s-audit')).toBe('k8s-audit');
});
