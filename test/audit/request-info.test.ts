import {describe, expect, test} from 'vitest';
import {requestInfo} from '../../src/kube/request-info.js';
import {recordedEvents} from '../helpers/recorded.js';

/** The method is not in an audit event; the verb of a request that is no list tells it. */
const METHODS: Record<string, string> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};

describe('reading a request as the API server does', () => {
  test('agrees with every event of a recorded audit log', () => {
    const events = recordedEvents();
    const differing = events.filter(({verb, requestURI, objectRef, requestObject}) => {
      const upgraded = /\/(exec|attach|portforward|proxy)(\/|\?|$)/.test(requestURI);
      const info = requestInfo(METHODS[verb] ?? 'GET', requestURI);
      // A create carries its name in the body, which the path does not know.
      const named = verb === 'create' && (objectRef?.subresource === undefined || requestObject !== undefined);
      return (
        (!upgraded && info.verb !== verb) ||
        info.resource !== objectRef?.resource ||
        info.subresource !== objectRef?.subresource ||
        info.namespace !== objectRef?.namespace ||
        (info.apiGroup || undefined) !== objectRef?.apiGroup ||
        (!named && info.name !== objectRef?.name)
      );
    });
    expect(events.length).toBeGreaterThan(2000);
    expect(differing.map(e => `${e.verb} ${e.requestURI} ${JSON.stringify(e.objectRef)}`)).toEqual([]);
  });

  test.each([
    ['GET', '/api/v1/namespaces/a', {verb: 'get', resource: 'namespaces', namespace: 'a', name: 'a'}],
    ['PUT', '/api/v1/namespaces/a/finalize', {resource: 'namespaces', subresource: 'finalize', name: 'a'}],
    ['GET', '/api/v1/watch/secrets', {verb: 'watch', resource: 'secrets'}],
    ['GET', '/api/v1/pods?watch=1', {verb: 'watch'}],
    ['GET', '/api/v1/secrets?fieldSelector=metadata.name%3Ddb', {verb: 'list', name: 'db'}],
    ['DELETE', '/apis/apps/v1/namespaces/a/deployments', {verb: 'deletecollection', apiGroup: 'apps'}],
    ['HEAD', '/api/v1/pods/x', {verb: 'get'}],
    ['HEAD', '/api/v1/pods', {verb: 'list'}],
    ['OPTIONS', '/api/v1/pods', {verb: ''}],
    ['GET', '/api/v1/pods?watch', {verb: 'watch'}],
    ['GET', '/api/v1/pods?watch=no', {verb: 'watch'}],
    ['GET', '/api/v1/pods?watch=False', {verb: 'list'}],
    ['GET', '/api/v1/pods?watch=0', {verb: 'list'}],
    ['GET', '/api/v1/secrets?fieldSelector=a%3Db,metadata.name%3D%3Ddb', {verb: 'list', name: 'db'}],
    ['GET', '/api/v1/secrets?fieldSelector=metadata.name%3Da%5C%2Cb', {verb: 'list', name: 'a,b'}],
    ['GET', '/api/v1/namespaces/a%2Fpods', {namespace: 'a', resource: 'pods', verb: 'list'}],
    ['GET', '/api/v1/namespaces//pods', {resource: 'pods', verb: 'list'}],
    ['GET', '/api/v1/namespaces/a/pods/', {namespace: 'a', resource: 'pods', verb: 'list'}],
    ['POST', '/api/v1/watch/namespaces/a/pods/x', {verb: 'watch', namespace: 'a', resource: 'pods', name: 'x'}],
    ['GET', '/api/v1/proxy/namespaces/a/services/x/y', {verb: 'proxy', resource: 'services', name: 'x'}],
    ['GET', '/api/v1/nodes/x/proxy/pods', {verb: 'get', resource: 'nodes', name: 'x', subresource: 'proxy'}],
  ])('%s %s', (method, path, wanted) => {
    expect(requestInfo(method, path)).toMatchObject({isResource: true, ...wanted});
  });

  test.each([
    ['DELETE', '/api/v1/namespaces/a/secrets?fieldSelector=metadata.name%3Ddb', 'deletecollection'],
    ['GET', '/api/v1/secrets?fieldSelector=metadata.name!%3Ddb', 'list'],
    ['GET', '/api/v1/secrets?fieldSelector=metadata.name', 'list'],
    ['GET', '/api/v1/secrets?fieldSelector=metadata.name%3Da%2Fb', 'list'],
    ['GET', '/api/v1/secrets?fieldSelector=metadata.name%3Ddb&limit=many', 'list'],
    ['GET', '/api/v1/secrets?fieldSelector=metadata.name%3Ddb&watch=1&limit=', 'watch'],
    ['POST', '/api/v1/secrets?fieldSelector=metadata.name%3Ddb', 'create'],
  ])('%s %s names no object', (method, path, verb) => {
    const info = requestInfo(method, path);
    expect(info).toMatchObject({verb, resource: 'secrets'});
    expect(info).not.toHaveProperty('name');
  });

  test('a path is decoded, and one that cannot be is left as it is', () => {
    expect(requestInfo('GET', '/healthz%2Fping?verbose').path).toBe('/healthz/ping');
    expect(requestInfo('GET', '/a%zz').path).toBe('/a%zz');
  });

  test.each(['/', '/api', '/apis', '/api/v1', '/apis/apps/v1', '/version', '/healthz'])('%s is no resource', path => {
    expect(requestInfo('GET', path)).toEqual({verb: 'get', path, isResource: false});
  });
});
