import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.js';
import {differences, differenceText} from '../../../src/sources/record/compare.js';
import {readRecord} from '../../../src/sources/record/read.js';

const EVENT = JSON.parse(readFileSync('test/fixtures/fluentd/fluentd-documents.ndjson', 'utf8').split('\n')[1] ?? '')
  ._source as AuditEvent;

const compared = (document: unknown): string => {
  const recorded = readRecord(document);
  return recorded ? differenceText(differences(EVENT, recorded)) : 'no event';
};

describe('what became of an event on its way into the store', () => {
  test('nothing that a rule reads, when only timestamps are gone', () => {
    const {stageTimestamp: _, ...stored} = EVENT;
    expect(compared(stored)).toBe('');
    expect(compared({kubernetes: {audit: stored}})).toBe('');
  });

  test('annotations without their dots are named with their new name', () => {
    const annotations = {'authorization_k8s_io/decision': 'allow'};
    expect(compared({...EVENT, annotations})).toBe(
      'annotations.authorization.k8s.io/decision is annotations.authorization_k8s_io/decision; annotations.authorization.k8s.io/reason is missing',
    );
  });

  test('flattened names, a missing body and a body without metadata', () => {
    const {objectRef, requestObject, responseObject, ...rest} = EVENT;
    const {metadata: _, ...body} = responseObject as Record<string, unknown>;
    const flat = Object.fromEntries(Object.entries(objectRef ?? {}).map(([key, value]) => [`objectRef_${key}`, value]));
    expect(requestObject).toBeDefined();
    const text = compared({...rest, ...flat, responseObject: body});
    expect(text).toContain('objectRef.resource is objectRef_resource');
    expect(text).toContain('requestObject is missing');
    expect(text).toContain('responseObject.metadata is missing');
  });

  test('a text that was cut, and a value that is another', () => {
    expect(compared({...EVENT, requestURI: EVENT.requestURI.slice(0, 12)})).toBe(
      'requestURI is truncated ("/api/v1/name")',
    );
    expect(compared({...EVENT, verb: 'CREATE'})).toBe('verb is other value ("CREATE")');
  });
});
