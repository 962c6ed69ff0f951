import {describe, expect, test} from 'vitest';
import {loopback, type Reply} from '../../helpers/loopback.js';
import {interestIn, never, openSource} from '../../helpers/source.js';
import {SteppedClock} from '../../helpers/stepped-clock.js';

const success = (data: unknown): Reply => ({body: {status: 'success', data, newKey: 1}});
const ALERT = {
  labels: {alertname: 'Cpu', namespace: 'kd-x', pod: 'miner'},
  annotations: {},
  state: 'firing',
  activeAt: '2026-11-23T12:00:00.123456789Z',
  value: '2e+00',
};

/** A source that was asked once, of a server whose answers are by path. */
async function asked(answers: Record<string, Reply>, settings: Record<string, unknown> = {}) {
  const {url, received} = await loopback(({path}) => answers[path] ?? {status: 404, body: {status: 'error'}});
  const opened = openSource({type: 'prometheus', url, ...settings}, {clock: new SteppedClock()});
  await opened.start(interestIn([], ['kd-x']));
  return {...opened, url, received};
}

describe('Prometheus', () => {
  test('is asked for its alerts and for each query, and for nothing else', async () => {
    const vector = success({resultType: 'vector', result: [{metric: {namespace: 'kd-x'}, value: [1795567429.3, '2']}]});
    const {signals, received} = await asked(
      {'/api/v1/alerts': success({alerts: [ALERT]}), '/api/v1/query': vector},
      {queries: [{rule: 'memory', expr: 'a > 1'}]},
    );
    expect(received.map(r => `${r.path} ${r.query}`).sort()).toEqual([
      '/api/v1/alerts ',
      '/api/v1/query query=a+%3E+1',
    ]);
    expect(signals.map(s => [s.rule?.id, s.claims])).toEqual([
      ['Cpu', [{namespace: 'kd-x', pod: 'miner', at: ALERT.activeAt}]],
      ['memory', [{namespace: 'kd-x', pod: '*', at: '2026-11-23T12:00:58.000Z'}]],
    ]);
  });

  test('has labels of other names where the stack file says so', async () => {
    const labels = {alertname: 'Cpu', exported_namespace: 'kd-x', workload: 'miner'};
    const {signals} = await asked(
      {'/api/v1/alerts': success({alerts: [{...ALERT, labels}]})},
      {identity: {namespace: ['exported_namespace'], pod: ['workload']}},
    );
    expect(signals[0]?.claims).toMatchObject([{namespace: 'kd-x', pod: 'miner'}]);
  });

  test.each([
    [
      'an error',
      {'/api/v1/alerts': {status: 503, body: {status: 'error', error: 'starting'}}},
      {},
      /answered 503 .*starting/,
    ],
    ['another form', {'/api/v1/alerts': success([])}, {}, /Prometheus' list of alerts is not in the expected form/],
    ['another product', {'/api/v1/alerts': {body: 'hello'}}, {}, /Prometheus' answer is not in the expected form/],
    [
      'a query that is no vector',
      {'/api/v1/alerts': success({alerts: []}), '/api/v1/query': success({resultType: 'scalar', result: [1, '1']})},
      {queries: [{rule: 'x', expr: '1'}]},
      /Prometheus' answer to 1 is not in the expected form: resultType: /,
    ],
  ])('that answers with %s makes the source blind, with its words', async (_name, answers, settings, said) => {
    const {source, states} = await asked(answers, settings);
    expect(states).toEqual([expect.stringMatching(said)]);
    expect(source.sight(0, 1, 'missed')).toMatchObject({state: 'blind', reason: expect.stringMatching(said)});
  });

  test('that cannot be reached is a failed check', async () => {
    const {url, close} = await loopback(() => success({}));
    await close();
    const {source} = openSource({type: 'prometheus', url}, {clock: new SteppedClock()});
    expect(await source.check?.(never)).toMatchObject({
      state: 'failed',
      detail: `${url} cannot be asked: connection refused`,
    });
  });
});
