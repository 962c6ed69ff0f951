import {describe, expect, test} from 'vitest';
import type {AuditStage} from '../../src/audit/event.js';
import {comesWithAnswer, isOnlyBegun, stagesOf, writtenStages} from '../../src/audit/stages.js';
import {requestInfo} from '../../src/kube/request-info.js';
import {auditEvent} from '../helpers/audit-event.js';

const list = requestInfo('GET', '/api/v1/pods');
const exec = requestInfo('POST', '/api/v1/namespaces/a/pods/x/exec');

describe('the stages of a request', () => {
  test('are two, a third where the answer goes on, and one where nobody was authenticated', () => {
    expect(stagesOf(list, false)).toEqual(['RequestReceived', 'ResponseComplete']);
    expect(stagesOf(exec, false)).toEqual(['RequestReceived', 'ResponseStarted', 'ResponseComplete']);
    expect(stagesOf(exec, true)).toEqual(['ResponseStarted']);
  });

  test.each<[AuditStage[], AuditStage[], AuditStage[], boolean]>([
    [[], ['RequestReceived', 'ResponseComplete'], [], false],
    [['RequestReceived', 'Panic'], ['ResponseComplete'], ['RequestReceived'], false],
    [['ResponseComplete'], ['RequestReceived'], ['ResponseComplete'], true],
    [['RequestReceived', 'ResponseComplete'], [], ['RequestReceived', 'ResponseComplete'], false],
  ])(
    'a policy that omits %j writes %j and leaves out %j; only the beginning: %s',
    (omitStages, written, omitted, begun) => {
      const stages = writtenStages({omitStages}, list, false);
      expect(stages).toEqual({written, omitted});
      expect(isOnlyBegun(stages)).toBe(begun);
    },
  );
});

test.each([
  ['responseStatus.code', true],
  ['stage', true],
  ['annotations.authorization', true],
  ['requestObject.spec', true],
  ['verb', false],
  ['user.username', false],
])('an event that was written when the request came gets %s with the answer: %s', (field, comes) => {
  expect(comesWithAnswer(auditEvent('kd-1', new Date(0), {stage: 'RequestReceived'}), field)).toBe(comes);
  expect(comesWithAnswer(auditEvent('kd-1', new Date(0), {stage: 'ResponseComplete'}), field)).toBe(false);
});
