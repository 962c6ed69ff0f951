import {expect, test} from 'vitest';
import {allRoutes, readConfig} from '../../../src/sources/alertmanager/config.js';
import {waitsOf, waitsText} from '../../../src/sources/alertmanager/routing.js';

/** Every route of a configuration, with its waits. */
function routesOf(text: string) {
  const config = readConfig(text);
  return (config ? allRoutes(config.root) : []).map(({receiver, groupWaitMs, groupIntervalMs}) => ({
    receiver,
    groupWaitMs,
    groupIntervalMs,
  }));
}

const CONFIG = `
route:
  receiver: people
  group_wait: 10s
  routes:
    - {matchers: ['severity="critical"'], receiver: pager, group_wait: 0s, group_interval: 1m30s}
    - matchers: ['team="sec"']
      group_interval: 500ms
      routes: [{receiver: drill, match_re: {namespace: kd-.*}}]
receivers: [{name: people}]
`;

test('every route has its waits, from its parent where it says nothing itself, and from the defaults at the root', () => {
  expect(routesOf(CONFIG)).toEqual([
    {receiver: 'people', groupWaitMs: 10_000, groupIntervalMs: 300_000},
    {receiver: 'pager', groupWaitMs: 0, groupIntervalMs: 90_000},
    {receiver: 'people', groupWaitMs: 10_000, groupIntervalMs: 500},
    {receiver: 'drill', groupWaitMs: 10_000, groupIntervalMs: 500},
  ]);
  expect(routesOf('route: {receiver: x}')).toEqual([{receiver: 'x', groupWaitMs: 30_000, groupIntervalMs: 300_000}]);
});

test.each([
  ['no YAML', 'route: ['],
  ['no route', 'receivers: []'],
  ['a route that is none', 'route: 7'],
])('a configuration with %s has none', (_name, text) => {
  expect(routesOf(text)).toEqual([]);
});

test('the waits of some receivers are the longest of any route to them', () => {
  const routes = routesOf(CONFIG);
  expect(waitsOf(routes, ['people'])).toEqual({groupWaitMs: 10_000, groupIntervalMs: 300_000});
  expect(waitsOf(routes, ['pager', 'drill'])).toEqual({groupWaitMs: 10_000, groupIntervalMs: 90_000});
  expect(waitsOf(routes)).toEqual({groupWaitMs: 10_000, groupIntervalMs: 300_000});
  expect(waitsOf([])).toEqual({groupWaitMs: 0, groupIntervalMs: 0});
  expect(waitsText({groupWaitMs: 10_000, groupIntervalMs: 90_000})).toBe(
    'up to 10.0 s after an alert (group_wait), or 1 m 30 s when its group has notified before (group_interval)',
  );
});
