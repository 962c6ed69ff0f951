import {expect, test} from 'vitest';
import {interestQuery, withFilter} from '../../../src/sources/loki/query.js';
import {interestIn} from '../../helpers/source.js';

test.each([
  ['{job="audit"}', '{job="audit"} |= `x`'],
  ['{job="audit"} | json | verb="list"', '{job="audit"} |= `x` | json | verb="list"'],
  ['{job="a}b", path=`c}d`} | json', '{job="a}b", path=`c}d`} |= `x` | json'],
  ['{job="a\\"}b"}', '{job="a\\"}b"} |= `x`'],
])('a filter goes behind the selector of %s', (query, filtered) => {
  expect(withFilter(query, '|= `x`')).toBe(filtered);
});

test('tokens come first, then the newest ids, as many as an old Loki takes', () => {
  const ids = Array.from({length: 500}, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`);
  const query = interestQuery('{job="audit"}', interestIn(ids, ['kd-000001', 'kd-000002'])) ?? '';
  expect(query).toMatch(/^\{job="audit"\} \|~ `kd-000001\|kd-000002\|00000000-0000-4000-8000-000000000499\|/);
  expect(query.length).toBeLessThan(5120);
});

test('with nothing to wait for there is nothing to ask for', () => {
  expect(interestQuery('{job="audit"}', interestIn())).toBeUndefined();
});
