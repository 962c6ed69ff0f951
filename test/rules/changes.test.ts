import {describe, expect, test} from 'vitest';
import {alertsOn} from '../helpers/audit-events.js';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const labelled = (body: unknown) => alertsOn({method: 'PATCH', path: '/api/v1/namespaces/shop', body});
const label = (key: string, value: string | null) => labelled({metadata: {labels: {[key]: value}}});

describe('pod-security-lowered', () => {
  test('alerts on the label set to privileged and on the label removed, whatever the kind of patch', () => {
    const pointer = '/metadata/labels/pod-security.kubernetes.io~1enforce';
    expect(label(ENFORCE, 'privileged')).toContain('pod-security-lowered');
    expect(label(ENFORCE, null)).toContain('pod-security-lowered');
    expect(labelled([{op: 'replace', path: pointer, value: 'privileged'}])).toContain('pod-security-lowered');
    expect(labelled([{op: 'remove', path: pointer}])).toContain('pod-security-lowered');
  });

  test('does not alert on a stricter level, on other labels, and on labels of other modes', () => {
    expect(label(ENFORCE, 'restricted')).toEqual([]);
    expect(label('team', 'privileged')).toEqual([]);
    expect(label('team', null)).toEqual([]);
    expect(label('pod-security.kubernetes.io/audit', 'privileged')).toEqual([]);
  });
});

describe('admission-policy-removed', () => {
  const group = '/apis/admissionregistration.k8s.io/v1';
  const changed = (validationActions: string[]) =>
    alertsOn({
      method: 'PATCH',
      path: `${group}/validatingadmissionpolicybindings/no-privileged`,
      body: {spec: {validationActions}},
    });

  test('alerts on a binding that no longer denies, not on one that also audits from now on', () => {
    expect(changed(['Warn'])).toContain('admission-policy-removed');
    expect(changed(['Audit', 'Warn'])).toContain('admission-policy-removed');
    expect(changed(['Deny', 'Audit'])).toEqual([]);
  });

  test('alerts on a Gatekeeper constraint that is deleted, not on a deletion that found nothing', () => {
    const path = '/apis/constraints.gatekeeper.sh/v1beta1/k8spspprivilegedcontainer/no-privileged';
    expect(alertsOn({method: 'DELETE', path})).toContain('admission-policy-removed');
    expect(alertsOn({method: 'DELETE', path, code: 404})).toEqual([]);
  });
});

describe('credentials in plain sight', () => {
  const configmap = (data: Record<string, string>) =>
    alertsOn({method: 'POST', path: '/api/v1/namespaces/shop/configmaps', code: 201, body: {data}});
  const pod = (container: object) =>
    alertsOn({
      method: 'POST',
      path: '/api/v1/namespaces/shop/pods',
      code: 201,
      body: {spec: {containers: [container]}},
    });

  test('alerts on a password in a file of a ConfigMap, under its own key, and on a private key', () => {
    expect(configmap({'app.properties': 'db.password=hunter2\n'})).toContain('credentials-in-configmap');
    expect(configmap({DB_PASSWORD: 'hunter2'})).toContain('credentials-in-configmap');
    expect(configmap({'tls.key': '-----BEGIN EC PRIVATE KEY-----\nabc'})).toContain('credentials-in-configmap');
  });

  test('does not alert on what only says where the password comes from, nor on certificates', () => {
    expect(configmap({'app.properties': 'db.passwordFile=/run/secrets/db\n'})).toEqual([]);
    expect(configmap({'app.properties': 'db.password=$(DB_PASSWORD)\n'})).toEqual([]);
    expect(configmap({'ca.crt': '-----BEGIN CERTIFICATE-----\nabc'})).toEqual([]);
  });

  test('alerts on a password in a command line, not on a variable in its place', () => {
    expect(pod({args: ['--password=hunter2']})).toContain('credentials-in-pod-command');
    expect(pod({args: ['--password=$(DB_PASSWORD)']})).not.toContain('credentials-in-pod-command');
    expect(pod({command: ['sh', '-c', 'login --password="$DB_PASSWORD"']})).not.toContain('credentials-in-pod-command');
  });
});

describe('pods that stand out', () => {
  const pod = (namespace: string, body: object) =>
    alertsOn({method: 'POST', path: `/api/v1/namespaces/${namespace}/pods`, code: 201, body});
  const cpu = (quantity: string) => ({spec: {containers: [{resources: {requests: {cpu: quantity}}}]}});
  const image = (name: string) => ({spec: {containers: [{image: name}]}});

  test('look-alike-pod knows a generated name as well, and looks at kube-system alone', () => {
    const body = {metadata: {generateName: 'kube-proxy-'}, spec: {containers: [{}]}};
    expect(pod('kube-system', body)).toContain('look-alike-pod');
    expect(pod('shop', body)).not.toContain('look-alike-pod');
    expect(pod('kube-system', {metadata: {generateName: 'debug-'}})).not.toContain('look-alike-pod');
  });

  test('oversized-request reads whole processors, not thousandths', () => {
    expect(pod('shop', cpu('64'))).toContain('oversized-request');
    expect(pod('shop', cpu('500m'))).not.toContain('oversized-request');
    expect(pod('shop', cpu('2'))).not.toContain('oversized-request');
  });

  test('vulnerable-image tells versions apart', () => {
    expect(pod('shop', image('registry.example/search-log4j:2.14.1'))).toContain('vulnerable-image');
    expect(pod('shop', image('registry.example/search-log4j:2.17.0'))).not.toContain('vulnerable-image');
    expect(pod('shop', image('registry.example/confluence:7.18.1'))).not.toContain('vulnerable-image');
    expect(pod('shop', image('registry.example/confluence:7.4.0-ubi'))).toContain('vulnerable-image');
  });

  test('vulnerable-image looks into the init containers of a template', () => {
    const template = (name: string) => ({spec: {template: {spec: {initContainers: [{image: name}]}}}});
    const path = '/apis/apps/v1/namespaces/shop/deployments';
    const deployment = (name: string) => alertsOn({method: 'POST', path, code: 201, body: template(name)});
    expect(deployment('registry.example/struts2:2.5.10')).toContain('vulnerable-image');
    expect(deployment('registry.example/struts2:2.5.33')).not.toContain('vulnerable-image');
  });
});
