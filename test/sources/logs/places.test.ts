import {describe, expect, test} from 'vitest';
import {realClock} from '../../../src/lib/clock.js';
import {openPlace} from '../../../src/sources/logs/open.js';
import type {LogKind} from '../../../src/sources/stack/log-places.js';
import {loopback, type Received, type Reply} from '../../helpers/loopback.js';
import {never} from '../../helpers/source.js';
import {stackOf} from '../../helpers/stack.js';

const ES = '{type: elasticsearch, id: es, url: "http://127.0.0.1:9", index: audit, query: "cluster:prod"}';
const LOKI = '{type: loki, url: "http://127.0.0.1:9", query: "{job=\\"audit\\"}"}';
const ALERTS = '{type: alertmanager, url: "http://127.0.0.1:9"}';
const ELASTALERT = '{type: elastalert, url: "http://127.0.0.1:9"}';

describe('a place of logs that is wrong says where', () => {
  test.each([
    [
      'a source that is not there',
      '{in: elastic}',
      /stack.yaml:\d+:\d+ there is no source elastic: name one of es, loki/,
    ],
    ['a source that keeps no logs', '{in: alertmanager}', /alertmanager keeps no logs: name one of es, loki/],
    ['a store whose own index is of something else', '{in: elastalert}', /index of elastalert is not one of logs/],
    ['an index in Loki', '{in: loki, index: x}', /Loki has no index: query selects the lines/],
    [
      'a query that is no LogQL',
      '{in: loki, query: "level:error"}',
      /must be LogQL that begins with a stream selector/,
    ],
    ['an unknown key', '{in: es, indices: x}', /indices: unknown key in logs.nodes/],
  ])('%s', (_name, place, message) => {
    const more = `logs:\n  nodes: ${place}\n`;
    expect(() => stackOf([ES, LOKI, ALERTS, ELASTALERT], {more})).toThrow(message);
  });

  test('a kind of log that there is not', () => {
    expect(() => stackOf([ES], {more: 'logs: {audit: {in: es}}\n'})).toThrow(/audit: unknown key in logs/);
  });
});

/** The place of a kind of log on a server that answers so, and what it was asked. */
async function placeOn(
  answer: (request: Received) => Reply,
  {source, place, kind = 'containers'}: {source: (url: string) => string; place: string; kind?: LogKind},
) {
  const server = await loopback(answer);
  const stack = stackOf([source(server.url)], {more: `logs: {containers: ${place}}\n`});
  const opened = openPlace(stack, kind, realClock, new Date());
  if (!opened) throw new Error('there is no place');
  return {place: opened, received: server.received};
}

const hitsOf = (...sources: object[]): Reply => ({
  body: {hits: {hits: sources.map((source, i) => ({_index: 'logs-1', _id: String(i), _source: source}))}},
});
const searches = (received: readonly Received[]) => received.filter(r => r.path.endsWith('/_search'));

describe('logs in Elasticsearch or OpenSearch', () => {
  const source = (url: string) => `{type: elasticsearch, url: "${url}", index: audit, query: "cluster:prod"}`;
  const answer =
    (...sources: object[]) =>
    (request: Received) =>
      request.path === '/' ? {body: {version: {number: '9.1.0'}}} : hitsOf(...sources);

  test('are found in every field, and told once; an audit event that mentions them is none', async () => {
    const event = {auditID: 'x', verb: 'create', stage: 'ResponseComplete', requestObject: {message: 'kd1 n=1'}};
    const {place, received} = await placeOn(answer({message: 'kd1 n=1', stream: 'stdout'}, event), {
      ...{source, place: '{in: elasticsearch, index: "logs-%Y"}'},
    });
    expect(await place.find('kd1', never)).toEqual([
      {
        ref: 'logs-1/0',
        text: '{"message":"kd1 n=1","stream":"stdout"}',
        fields: {message: 'kd1 n=1', stream: 'stdout'},
      },
    ]);
    expect(await place.find('kd1', never)).toEqual([]);
    const [search] = searches(received);
    expect(search?.path).toMatch(/^\/logs-\d{4}\/_search$/);
    expect(JSON.stringify(search?.body)).toContain('{"query_string":{"query":"\\"kd1\\"","lenient":true}}');
    // Another index than that of the source has a query of its own, or none.
    expect(JSON.stringify(search?.body)).not.toContain('cluster:prod');
  });

  test('are found in one field, of type text or keyword, where the stack file names it', async () => {
    const {place, received} = await placeOn(answer(), {source, place: '{in: elasticsearch, field: log, time: ts}'});
    await place.find('kd1', never);
    const body = JSON.stringify(searches(received)[0]?.body);
    expect(body).toContain('{"match_phrase":{"log":"kd1"}},{"wildcard":{"log":{"value":"*kd1*"}}}');
    expect(body).toContain('"range":{"ts"');
    expect(body).toContain('cluster:prod');
    expect(place.where).toBe('audit');
  });

  test('of the control plane are where those of containers are, unless it is said', async () => {
    const {place} = await placeOn(answer(), {source, place: '{in: elasticsearch, index: logs}', kind: 'control-plane'});
    expect(place.where).toBe('logs');
  });

  test('with a time that is not looked at are not found, and it is said why', async () => {
    const {place} = await placeOn(answer({message: 'kd1 n=1', '@timestamp': '2020-01-01T00:00:00Z'}), {
      ...{source, place: '{in: elasticsearch, index: logs}'},
    });
    expect(await place.astray?.('kd1', never)).toContain('their @timestamp is 2020-01-01T00:00:00Z');
    const undated = await placeOn(answer({message: 'kd1 n=1'}), {source, place: '{in: elasticsearch, index: logs}'});
    expect(await undated.place.astray?.('kd1', never)).toContain('without @timestamp: name the date field with time');
  });

  test('with more fields than can be searched at once need a field', async () => {
    const reason = 'field expansion for [*] matches too many fields, limit: 1024, got: 1500';
    const refused = (request: Received) =>
      request.path === '/'
        ? {body: {version: {number: '8.15.0'}}}
        : {status: 400, body: {error: {type: 'illegal_argument_exception', reason}}};
    const {place} = await placeOn(refused, {source, place: '{in: elasticsearch, index: logs}'});
    await expect(place.find('kd1', never)).rejects.toThrow('`field` in the stack file');
  });
});

test('logs in Loki are found by a line filter, with the labels of their stream, and told once', async () => {
  const stream = {namespace: 'shop', pod: 'web-1'};
  const values = [
    ['1764342000000000000', 'kd1 n=1'],
    ['1764342000000000001', '{"log":"kd1 n=2"}'],
  ];
  const {place, received} = await placeOn(() => ({body: {data: {resultType: 'streams', result: [{stream, values}]}}}), {
    source: url => `{type: loki, url: "${url}", query: '{job="audit"}'}`,
    place: `{in: loki, query: '{job="pods"} | json'}`,
  });
  expect(await place.find('kd1', never)).toEqual([
    {ref: '{namespace="shop", pod="web-1"} 1764342000000000000', text: 'kd1 n=1', fields: stream},
    {ref: expect.any(String), text: '{"log":"kd1 n=2"}', fields: {...stream, line: {log: 'kd1 n=2'}}},
  ]);
  expect(await place.find('kd1', never)).toEqual([]);
  expect(received[0]?.query.get('query')).toBe('{job="pods"} |= `kd1` | json');
});
