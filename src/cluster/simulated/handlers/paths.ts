import type {Answer} from '../call.js';
import {AGGREGATED, aggregated, groupList, resourceList} from '../documents/discovery.js';
import {OPENAPI_V2, openApiDocument, openApiIndex, openApiV2} from '../documents/openapi.js';
import {noSuchPath} from '../status.js';

const PROBES = ['/healthz', '/livez', '/readyz'];

/** What paths that are not resources are answered from. */
interface Facts {
  version: string;
  address(): string;
}

/**
 * Paths that are not resources: probes, version, discovery, and the documents of the types.
 *
 * @throws StatusError 404 for any other.
 */
export function answerPath(path: string, accept: string | undefined, {version, address}: Facts): Answer {
  if (PROBES.some(probe => path === probe || path.startsWith(`${probe}/`)))
    return {code: 200, body: 'ok', unaudited: true};
  const plain = path.replace(/(.)\/$/, '$1');
  if (plain === '/version') return {code: 200, body: versionOf(version), unaudited: true};
  if (plain === '/openapi/v2') return {code: 200, body: openApiV2(), contentType: OPENAPI_V2, unaudited: true};
  const body = plain.startsWith('/openapi/') ? openApi(plain) : discovery(plain, wantsAll(accept), address);
  if (body === undefined) throw noSuchPath();
  const isRoot = plain === '/api' || plain === '/apis';
  return {code: 200, body, ...(isRoot && wantsAll(accept) && {contentType: AGGREGATED})};
}

const wantsAll = (accept = ''): boolean => accept.replaceAll(' ', '').split(',').includes(AGGREGATED);

function discovery(path: string, inOne: boolean, address: Facts['address']): unknown {
  if (path === '/api' || path === '/apis') {
    if (inOne) return aggregated(path === '/api');
    const addresses = [{clientCIDR: '0.0.0.0/0', serverAddress: address()}];
    return path === '/apis'
      ? groupList()
      : {kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses};
  }
  const apiVersion = /^\/apis?\/(.+)$/.exec(path)?.[1];
  return apiVersion === undefined ? undefined : resourceList(apiVersion);
}

const openApi = (path: string): unknown =>
  path === '/openapi/v3' ? openApiIndex() : openApiDocument(path.replace('/openapi/v3/', ''));

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
