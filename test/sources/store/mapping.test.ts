import {describe, expect, test} from 'vitest';
import {countFields, type Mapping, refusals} from '../../../src/sources/elasticsearch/mapping.js';

const MAPPING: Mapping = {
  properties: {
    '@timestamp': {type: 'date'},
    auditID: {type: 'text', fields: {keyword: {type: 'keyword', ignore_above: 256}}},
    code: {type: 'long'},
    ok: {type: 'boolean'},
    raw: {type: 'keyword'},
    objectRef: {properties: {resource: {type: 'keyword'}, name: {type: 'keyword'}}},
    requestObject: {type: 'flattened'},
    hidden: {type: 'object', enabled: false},
    closed: {dynamic: 'strict', properties: {a: {type: 'long'}}},
    ignored: {dynamic: false, properties: {}},
    loose: {type: 'long', ignore_malformed: true},
  },
};

const reasons = (document: object, limit = 1000) =>
  refusals(MAPPING, document, limit).map(r => `${r.kind}: ${r.reason}`);

describe('what an index would refuse', () => {
  test('nothing, of what fits', () => {
    expect(
      reasons({
        '@timestamp': '2026-11-23T12:00:00Z',
        auditID: 'x',
        code: '200',
        ok: 'true',
        objectRef: {resource: 'pods'},
        'objectRef.name': 'p',
        raw: ['a', 'b'],
        requestObject: {metadata: {managedFields: [{fieldsV1: {'f:x': {'.': {}}}}]}},
        hidden: {'': 1},
        closed: {a: 1},
        ignored: {b: {c: 1}},
        loose: 'x',
        absent: null,
      }),
    ).toEqual([]);
  });

  test.each([
    [{objectRef: 'pods'}, 'conflict: objectRef is mapped as an object, and is a string here'],
    [{auditID: {id: 'x'}}, 'conflict: auditID is mapped as text, and is an object here'],
    [{code: 'OK'}, 'conflict: code is mapped as long, and "OK" is not a number'],
    [{ok: 'yes'}, 'conflict: ok is mapped as boolean, and "yes" is neither true nor false'],
    [{'@timestamp': 'yesterday'}, 'conflict: @timestamp is mapped as date, and "yesterday" is not a date'],
    [{'objectRef.resource': {x: 1}}, 'conflict: objectRef.resource is mapped as keyword, and is an object here'],
    [{list: [{'.': 1}]}, 'name: the field name "." in list has an empty part'],
    [{closed: {b: 1}}, 'strict: the mapping is strict, and closed.b is not in it'],
  ])('%j', (document, reason) => {
    expect(reasons(document)).toContain(reason);
  });

  test('a text that is longer than a term can be', () => {
    expect(reasons({raw: 'x'.repeat(40_000)})).toEqual([
      'conflict: raw is mapped as keyword, and its text is longer than 32766 bytes',
    ]);
  });

  test('more fields than the limit: a text counts twice, an object once, what is not mapped dynamically not at all', () => {
    const before = countFields(MAPPING);
    expect(before).toBe(15);
    const document = {a: {b: 'text', c: 1}, ignored: {d: 1}, requestObject: {e: 1}};
    expect(reasons(document, before + 4)).toEqual([]);
    expect(reasons(document, before + 3)).toEqual([
      'limit: the index has 15 of at most 18 fields, and the record brings 4 new ones',
    ]);
  });
});
