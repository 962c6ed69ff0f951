import {describe, expect, test} from 'vitest';
import type {ApiRequest} from '../../src/kube/request.js';
import {isRequest, requestContext, toRequest} from '../../src/scenario/steps/request.js';
import {scenarioOf} from '../helpers/scenario-file.js';

const LABELS = {'kubedrill.dev/run': 'r1'};
const context = requestContext(
  {
    ...{name: 'kd-1', token: 'kd-1', namespace: 'kd-1', run: 'r1', image: 'pause', node: 'n1'},
    ...{serviceAccount: 'a', user: 'u', index: '2'},
  },
  LABELS,
);

/** The request of a step as its YAML says it. */
function requestOf(yaml: string): ApiRequest {
  const [step] = scenarioOf(`attack:\n  - ${yaml.replaceAll('\n', '\n    ')}`).attack;
  if (!step || !isRequest(step)) throw new Error('not a request');
  return toRequest(step, context);
}

describe('the request of each kind of step', () => {
  test.each([
    ['get', 'get: {resource: pods, name: "{{ name }}-x"}', 'GET', '/api/v1/namespaces/kd-1/pods/kd-1-x'],
    ['get of a subresource', 'get: {resource: pods/log, name: web}', 'GET', '/api/v1/namespaces/kd-1/pods/web/log'],
    ['get of the cluster', 'get: {resource: nodes, name: "{{ node }}"}', 'GET', '/api/v1/nodes/n1'],
    ['list of all namespaces', 'list: {resource: secrets, limit: 500}', 'GET', '/api/v1/secrets?limit=500'],
    [
      'list of one',
      'list: {resource: deployments, namespace: kube-system, labelSelector: a=b}',
      'GET',
      '/apis/apps/v1/namespaces/kube-system/deployments?labelSelector=a%3Db',
    ],
    [
      'a custom resource',
      'get: {resource: widgets, apiVersion: example.com/v1, name: w}',
      'GET',
      '/apis/example.com/v1/namespaces/kd-1/widgets/w',
    ],
    ['delete', 'delete: {resource: pods, name: web}', 'DELETE', '/api/v1/namespaces/kd-1/pods/web'],
    ['delete of a collection', 'delete: {resource: events}', 'DELETE', '/api/v1/namespaces/kd-1/events'],
    [
      'dry run',
      'delete: {resource: pods, name: web}\ndryRun: true',
      'DELETE',
      '/api/v1/namespaces/kd-1/pods/web?dryRun=All',
    ],
    [
      'dry run beside a selector',
      'delete: {resource: pods, labelSelector: a}\ndryRun: true',
      'DELETE',
      '/api/v1/namespaces/kd-1/pods?labelSelector=a&dryRun=All',
    ],
  ])('%s', (_, yaml, method, path) => {
    expect(requestOf(yaml)).toEqual({method, path});
  });

  test('create: into the namespace of the run, with its labels beside those that it has', () => {
    expect(
      requestOf('create: {apiVersion: v1, kind: ConfigMap, metadata: {name: "{{ name }}-{{ run }}", labels: {a: b}}}'),
    ).toEqual({
      method: 'POST',
      path: '/api/v1/namespaces/kd-1/configmaps',
      body: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {name: 'kd-1-r1', namespace: 'kd-1', labels: {a: 'b', ...LABELS}},
      },
    });
  });

  test('apply: a server-side apply under the name of kubedrill', () => {
    expect(
      requestOf(
        'apply: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: other}}\ndryRun: true',
      ),
    ).toMatchObject({
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/other/deployments/web?fieldManager=kubedrill&force=true&dryRun=All',
      contentType: 'application/apply-patch+yaml',
      body: {metadata: {name: 'web', namespace: 'other', labels: LABELS}},
    });
  });

  const map = {spec: {replicas: 0}};
  test.each([
    ['merge', 'application/merge-patch+json', map],
    ['strategic', 'application/strategic-merge-patch+json', map],
    ['json', 'application/json-patch+json', [{op: 'add', path: '/spec/replicas', value: 0}]],
  ])('patch of type %s', (type, contentType, body) => {
    const written = JSON.stringify(body);
    expect(requestOf(`patch: {resource: deployments/scale, name: web, type: ${type}, body: ${written}}`)).toEqual({
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/kd-1/deployments/web/scale',
      contentType,
      body,
    });
  });

  test('replace: a PUT of the whole object, as it is written', () => {
    const body = {apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: {name: 'kd-1'}};
    expect(
      requestOf(
        'replace:\n  resource: certificatesigningrequests/approval\n  name: "{{ name }}"\n  body: {apiVersion: certificates.k8s.io/v1, kind: CertificateSigningRequest, metadata: {name: "{{ name }}"}}',
      ),
    ).toEqual({method: 'PUT', path: '/apis/certificates.k8s.io/v1/certificatesigningrequests/kd-1/approval', body});
  });

  test('watch: ends by the server, or soon after by the client', () => {
    expect(requestOf('watch: {resource: secrets, for: 2s}')).toEqual({
      method: 'GET',
      path: '/api/v1/secrets?watch=true&timeoutSeconds=2',
      watchMs: 7000,
    });
  });

  test('request: method, path, headers and body are sent as they are written', () => {
    expect(
      requestOf(
        'request: {method: POST, path: "/apis/x/{{ name }}?a=b", headers: {Impersonate-User: root}, body: {n: 1}}',
      ),
    ).toEqual({method: 'POST', path: '/apis/x/kd-1?a=b', headers: {'Impersonate-User': 'root'}, body: {n: 1}});
  });

  test('exec: the words of the command in their order, then the container, then the channels, as kubectl has them', () => {
    const text = 'command=sh&command=-c&command=true%20%23%20a%26b%20kd-1&container=c&stdout=true&stderr=true';
    const path = `/api/v1/namespaces/kd-1/pods/web/exec?${text}`;
    const yaml = 'exec: {pod: web, container: c, command: [sh, -c, "true # a&b {{ name }}"]';
    expect(requestOf(`${yaml}}`)).toEqual({method: 'GET', path, upgrade: 'exec'});
    expect(requestOf(`${yaml}, via: spdy}`)).toEqual({method: 'POST', path, upgrade: 'exec'});
  });

  test('attach and portForward: held for a time, by either protocol', () => {
    expect(requestOf('attach: {pod: web, namespace: other, container: c, for: 2s}')).toEqual({
      method: 'GET',
      path: '/api/v1/namespaces/other/pods/web/attach?container=c&stdout=true&stderr=true',
      upgrade: 'attach',
      watchMs: 2000,
    });
    expect(requestOf('portForward: {pod: web, via: spdy}')).toEqual({
      method: 'POST',
      path: '/api/v1/namespaces/kd-1/pods/web/portforward',
      upgrade: 'portforward',
      watchMs: 500,
    });
  });

  test('index counts the requests of a repeated step', () => {
    expect(requestOf('get: {resource: pods, name: "web-{{ index }}"}\nrepeat: 3').path).toBe(
      '/api/v1/namespaces/kd-1/pods/web-2',
    );
  });
});
