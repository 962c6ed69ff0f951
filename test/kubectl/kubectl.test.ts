import {expect, test} from 'vitest';
import {parseKubectl} from '../../src/kubectl/parse.js';
import {requestsOf} from '../../src/kubectl/requests.js';
import {splitWords} from '../../src/kubectl/words.js';

const VARIABLES = {NAMESPACE: 'kd-1a2b3c', NAME: 'kd-1a2b3c'};

/** The requests of a line, or its mistake. */
function requests(line: string) {
  const command = parseKubectl(line, VARIABLES);
  if (!command) return undefined;
  if ('mistake' in command) return command.mistake;
  const made = requestsOf(command);
  return 'mistake' in made ? made.mistake : made;
}

test.each([
  [
    'delete pod web -n $NAMESPACE --now',
    {method: 'DELETE', path: '/api/v1/namespaces/kd-1a2b3c/pods/web?gracePeriodSeconds=0'},
  ],
  ['delete deploy --all -n shop', {method: 'DELETE', path: '/apis/apps/v1/namespaces/shop/deployments'}],
  ['delete po/web --namespace=shop', {method: 'DELETE', path: '/api/v1/namespaces/shop/pods/web'}],
  [
    'delete clusterrolebinding "${NAME}-root"',
    {method: 'DELETE', path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/kd-1a2b3c-root'},
  ],
  ['get deployments.apps -n shop', {method: 'GET', path: '/apis/apps/v1/namespaces/shop/deployments'}],
  ['cordon worker-1', {method: 'PATCH', path: '/api/v1/nodes/worker-1', body: {spec: {unschedulable: true}}}],
  [
    'scale deploy shop --replicas=0',
    {path: '/apis/apps/v1/namespaces/default/deployments/shop', body: {spec: {replicas: 0}}},
  ],
  ['label sa default a=b c-', {body: {metadata: {labels: {a: 'b', c: null}}}}],
  [
    `patch svc admin --type merge -p '{"spec":{"type":"ClusterIP"}}'`,
    {contentType: 'application/merge-patch+json', body: {spec: {type: 'ClusterIP'}}},
  ],
  ['patch svc admin -p "spec: {type: ClusterIP}"', {contentType: 'application/strategic-merge-patch+json'}],
  ['get pods -A -l app=web', {method: 'GET', path: '/api/v1/pods?labelSelector=app%3Dweb'}],
  ['get sa -nshop -oyaml', {method: 'GET', path: '/api/v1/namespaces/shop/serviceaccounts'}],
  ['logs web -n shop --tail 5', {method: 'GET', path: '/api/v1/namespaces/shop/pods/web/log?tailLines=5'}],
  [
    'auth can-i delete deploy -n shop',
    {
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {resourceAttributes: {verb: 'delete', group: 'apps', resource: 'deployments', namespace: 'shop'}},
      },
    },
  ],
  [
    'auth can-i get secrets -A --as system:serviceaccount:shop:web',
    {
      body: expect.objectContaining({
        kind: 'SubjectAccessReview',
        spec: {
          user: 'system:serviceaccount:shop:web',
          groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
          resourceAttributes: {verb: 'get', group: '', resource: 'secrets'},
        },
      }),
    },
  ],
  ['create ns quarantine', {method: 'POST', path: '/api/v1/namespaces'}],
])('kubectl %s', (line, expected) => {
  expect(requests(`kubectl ${line}`)).toEqual([expect.objectContaining(expected)]);
});

test('several names are several requests', () => {
  expect(requests('kubectl delete pod a b -n shop # both')).toHaveLength(2);
});

test.each(['', '   ', '# only a comment'])('%j is nothing to do', line => {
  expect(requests(line)).toBeUndefined();
});

test.each([
  ['rm -rf /', 'rm is not kubectl: one kubectl command a line'],
  ['kubectl get pods | xargs kubectl delete pod', '| is not understood here: one kubectl command a line'],
  ['kubectl delete pod $(whoami)', '( is not understood here: one kubectl command a line'],
  ['kubectl delete pod $HOME', '$HOME is not known: there is $NAMESPACE, $NAME'],
  ['kubectl delete pod "web', 'a quote is not closed'],
  ['kubectl exec web -- id', 'the flag -- is not understood here'],
  ['kubectl explain pods', /^kubectl explain is not understood here; get, describe, /],
  ['kubectl auth whoami', 'of kubectl auth only can-i is understood here'],
  ['kubectl delete gizmo web', 'the server does not have a resource type "gizmo"'],
  ['kubectl delete pod', 'delete needs the name of an object'],
  ['kubectl delete', 'it does not say which kind of object'],
  ['kubectl delete pod web -n', '-n needs a value'],
  ['kubectl delete pod web --context other', 'the flag --context is not understood here'],
  ['kubectl scale deploy web --replicas=few', 'scale needs --replicas=NUMBER'],
  ['kubectl label pod web', 'label needs what to set, such as app=web, or app- to remove it'],
  ['kubectl patch pod web', 'patch needs -p PATCH'],
  ["kubectl patch pod web -p 'password'", 'the patch is neither JSON nor YAML'],
])('%s is a mistake', (line, says) => {
  expect(requests(line)).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
});

test('words are split as a shell splits them', () => {
  expect(splitWords(`a 'b  $X' "c \\"$X\\"" d\\ e f#g # h`, {X: 'x y'})).toEqual({
    words: ['a', 'b  $X', 'c "x y"', 'd e', 'f#g'],
  });
});
