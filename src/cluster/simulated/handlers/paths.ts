import type {Answer} from '../call.js';
import {servedGroups} from '../kinds.js';
import {noSuchPath} from '../status.js';

const PROBES = ['/healthz', '/livez', '/readyz'];

/**
 * Paths that are not resources: probes, version and discovery.
 *
 * @throws StatusError 404 for any other.
 */
export function answerPath(path: string, {version, address}: {version: string; address(): string}): Answer {
  if (PROBES.some(probe => path === probe || path.startsWith(`${probe}/`)))
    return {code: 200, body: 'ok', unaudited: true};
  if (path === '/version' || path === '/version/') return {code: 200, body: versionOf(version), unaudited: true};
  const served = servedGroups();
  if (path === '/api') {
    const addresses = [{clientCIDR: '0.0.0.0/0', serverAddress: address()}];
    return {code: 200, body: {kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses}};
  }
  if (path === '/apis')
    return {code: 200, body: {kind: 'APIGroupList', apiVersion: 'v1', groups: groups([...served.keys()])}};
  const apiVersion = /^\/(?:api|apis)\/(.+?)\/?$/.exec(path)?.[1];
  const resources = served.get(apiVersion ?? '');
  if (!resources) throw noSuchPath();
  const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
  return {
    code: 200,
    body: {
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: apiVersion,
      resources: resources.map(r => ({
        name: r.plural,
        singularName: r.kind.toLowerCase(),
        namespaced: r.namespaced,
        kind: r.kind,
        verbs,
      })),
    },
  };
}

function versionOf(gitVersion: string): unknown {
  const [major, minor] = gitVersion.replace(/^v/, '').split('.');
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: `${gitVersion}`,
    platform: 'simulated',
    goVersion: '',
    compiler: '',
    gitCommit: '',
    gitTreeState: '',
    buildDate: '',
  };
}

const groups = (apiVersions: readonly string[]): unknown[] =>
  apiVersions
    .filter(apiVersion => apiVersion.includes('/'))
    .map(apiVersion => {
      const [name, version] = apiVersion.split('/');
      const preferredVersion = {groupVersion: apiVersion, version};
      return {name, versions: [preferredVersion], preferredVersion};
    });
