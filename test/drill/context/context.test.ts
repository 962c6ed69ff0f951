import {describe, expect, it} from 'vitest';
import {notAnEvent} from '../../../src/events/schema.js';
import {drill} from '../../helpers/drill.js';
import {loopback} from '../../helpers/loopback.js';
import {stackOf} from '../../helpers/stack.js';

describe('a run', () => {
  it('writes down what was under test, once, before its first scenario', async () => {
    const {events, view} = await drill(['secrets-listed']);
    const places = events.flatMap((event, index) => (event.type === 'run.context' ? [index] : []));
    expect(places).toHaveLength(1);
    expect(places[0]).toBeLessThan(events.findIndex(({type}) => type === 'scenario.started'));
    expect(view.context).toMatchObject({
      kubedrill: 'test',
      cluster: 'simulated',
      kubernetes: expect.stringMatching(/^v1\./),
      scenarios: {'secrets-listed': expect.stringMatching(/^[0-9a-f]{64}$/)},
      rules: {byRule: {'secrets-enumerated': expect.stringMatching(/^[0-9a-f]{64}$/)}},
      auditPolicy: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(notAnEvent(JSON.parse(JSON.stringify(view.context)))).toBeUndefined();
  });

  it('names the product behind a source by what it says of itself, and no credential anywhere', async () => {
    const {url} = await loopback(({path}) =>
      path === '/api/v2/status' ? {body: {versionInfo: {version: '0.28.1'}, config: {original: ''}}} : {body: []},
    );
    const PASSWORD = 'kd-never-seen-9c1f';
    const auth = "auth: {basic: {username: u, password: '${PASSWORD}'}}";
    const stack = stackOf([`{type: alertmanager, id: pager, url: "${url}", ${auth}}`], {env: {PASSWORD}});
    const {events, view} = await drill(['secrets-listed'], {stack});
    expect(view.context?.sources).toEqual([{id: 'pager', product: 'Alertmanager', version: '0.28.1'}]);
    expect(view.context?.stack).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
  });
});
