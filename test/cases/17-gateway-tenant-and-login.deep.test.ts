import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {loopback, type Received, type Reply} from '../helpers/loopback.js';
import {tempFile} from '../helpers/temp.js';

const STATUS = {
  cluster: {name: 'x', peers: [], status: 'ready'},
  config: {original: 'route:\n  receiver: default\nreceivers:\n- name: default\n'},
  versionInfo: {version: '0.28.0'},
};

/** What a server says to `doctor --stack` of one source. */
async function doctor(source: string): Promise<{code: number; stdout: string}> {
  return kubedrill('doctor', '--stack', tempFile('stack.yaml', `title: t\nsources:\n  - ${source}\n`));
}

/** Mimir: below a prefix, and for tenants only. */
const mimir = ({path, headers}: Received): Reply => {
  if (!headers['x-scope-orgid']) return {status: 401, headers: {'Content-Type': 'text/plain'}, text: 'no org id\n'};
  if (path === '/alertmanager/api/v2/status') return {body: STATUS};
  if (path === '/alertmanager/api/v2/alerts/groups') return {body: []};
  if (path === '/prometheus/api/v1/rules') return {body: {status: 'success', data: {groups: null}}};
  if (path === '/prometheus/api/v1/alerts') return {body: {status: 'success', data: {alerts: null}}};
  return path === '/prometheus/api/v1/status/buildinfo'
    ? {body: {status: 'success', data: {version: '2.15.0'}}}
    : {status: 404, headers: {'Content-Type': 'text/plain'}, text: '404 page not found\n'};
};

const LOGIN =
  '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action="/oauth2/start"></form></body></html>';

const ASKED = [
  'alertmanager',
  'prometheus',
  'elasticsearch',
  'loki',
  'loki-alerts',
  'elastalert',
  'opensearch-alerting',
  'elastic-security',
  'falcosidekick',
];
const MORE: Record<string, string> = {elasticsearch: ', index: audit', loki: `, query: '{job="audit"}'`};

describe('17-gateway-tenant-and-login', () => {
  test.each(['alertmanager', 'prometheus'])('mimir: %s is asked with its tenant', async type => {
    const {url} = await loopback(mimir);
    const {stdout} = await doctor(`{type: ${type}, url: "${url}/${type}", tenant: a}`);
    expect(stdout).toContain(`source ${type} (alerted)`);
    expect(stdout).not.toContain('✖ source');
  });

  test.each(['alertmanager', 'prometheus'])('mimir: %s is asked with headers', async type => {
    const {url, received} = await loopback(mimir);
    const {stdout} = await doctor(`{type: ${type}, url: "${url}/${type}/", headers: {X-Scope-OrgID: a, X-Team: b}}`);
    expect(stdout).not.toContain('✖ source');
    expect(received.every(r => r.headers['x-team'] === 'b')).toBe(true);
  });

  test('mimir without a tenant: told in its own words', async () => {
    const {url} = await loopback(mimir);
    const {code, stdout} = await doctor(`{type: alertmanager, url: "${url}/alertmanager"}`);
    expect(stdout).toContain('refuses these credentials (401)');
    expect(stdout).toContain('no org id');
    expect(code).toBe(3);
  });

  test.each(ASKED)('html: %s calls a login page one', async type => {
    const {url} = await loopback(() => ({headers: {'Content-Type': 'text/html'}, text: LOGIN}));
    const {code, stdout} = await doctor(`{type: ${type}, url: "${url}"${MORE[type] ?? ''}}`);
    expect(stdout).toContain('with an HTML page (Sign in), not JSON: a login page or a proxy');
    expect(stdout).not.toContain('not of the form');
    expect(code).toBe(3);
  });

  test.each(ASKED)('redirect: %s tells where to, and does not follow', async type => {
    const {url, received} = await loopback(({path}) =>
      path === '/login'
        ? {headers: {'Content-Type': 'text/html'}, text: LOGIN}
        : {status: 302, headers: {Location: `/login?rd=${path}`}, text: ''},
    );
    const {code, stdout} = await doctor(`{type: ${type}, url: "${url}"${MORE[type] ?? ''}}`);
    expect(stdout).toContain(`to ${url}/login (302), which is not followed`);
    expect(received.some(r => r.path === '/login')).toBe(false);
    expect(code).toBe(3);
  });

  test('502: the page of a gateway is called one', async () => {
    const text = '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>';
    const {url} = await loopback(() => ({status: 502, headers: {'Content-Type': 'text/html'}, text}));
    const {code, stdout} = await doctor(`{type: alertmanager, url: "${url}"}`);
    expect(stdout).toContain('answered 502 to GET /api/v2/');
    expect(stdout).toContain('with an HTML page (502 Bad Gateway): a proxy before it says so');
    expect(code).toBe(3);
  });

  test('nullann: null stands for an empty list', async () => {
    const alert = {
      ...{annotations: null, fingerprint: 'ab', receivers: null, startsAt: '2026-11-20T09:00:00.000Z'},
      labels: {alertname: 'X'},
      status: {inhibitedBy: null, silencedBy: null, mutedBy: null, state: 'active'},
    };
    const {url} = await loopback(({path}) =>
      path.endsWith('/status')
        ? {body: STATUS}
        : {body: [{labels: {}, receiver: {name: 'd'}, alerts: [alert]}, {alerts: null}]},
    );
    const {code, stdout} = await doctor(`{type: alertmanager, url: "${url}"}`);
    expect(stdout).toContain('source alertmanager (alerted): answers, version 0.28.0, 1 alerts at the moment');
    expect(code).toBe(0);
  });

  test('grafana: its own Alertmanager has another configuration, and answers', async () => {
    const body = {cluster: {status: 'disabled'}, config: {route: {receiver: 'd'}}, versionInfo: {version: 'N/A'}};
    const {url} = await loopback(({path}) => (path.endsWith('/status') ? {body} : {body: []}));
    const {code} = await doctor(`{type: alertmanager, url: "${url}/api/alertmanager/grafana"}`);
    expect(code).toBe(0);
  });

  test('prefix: with and without a slash at its end', async () => {
    const {url} = await loopback(({path}) => {
      if (path === '/alertmanager/api/v2/status') return {body: STATUS};
      return path === '/alertmanager/api/v2/alerts/groups' ? {body: []} : {status: 404, text: '404 page not found'};
    });
    for (const base of [`${url}/alertmanager`, `${url}/alertmanager/`]) {
      expect((await doctor(`{type: alertmanager, url: "${base}"}`)).code).toBe(0);
    }
  });
});
