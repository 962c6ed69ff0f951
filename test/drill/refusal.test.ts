import {expect, test} from 'vitest';
import {outcomeOf} from '../../src/run/refusal.js';

const POLICY = `pods "web" is forbidden: ValidatingAdmissionPolicy 'no-host' with binding 'all' denied request: no`;

test.each([
  [401, POLICY, 'prevented'],
  [403, POLICY, 'prevented'],
  [413, POLICY, 'prevented'],
  [422, POLICY, 'prevented'],
  [400, 'admission webhook "v.example" denied the request: no', 'prevented'],
  [500, 'Internal error occurred: failed calling webhook "v.example": connection refused', 'prevented'],
  [422, 'Service "A_b" is invalid: metadata.name: Invalid value: "A_b"', 'failed'],
  [401, 'Unauthorized', 'failed'],
  [413, 'Request entity too large: limit is 3145728', 'failed'],
  [409, 'pods "web" already exists', 'failed'],
] as const)('%i %s: %s', (code, message, outcome) => {
  expect(outcomeOf({code, message, body: {}} as Parameters<typeof outcomeOf>[0])).toBe(outcome);
});
