import {describe, expect, test} from 'vitest';
import {type FalcoAlert, isAudit, withoutBodies} from '../../../src/sources/falco/alert.js';
import {fieldsInText} from '../../../src/sources/falco/output-text.js';
import {recordedBodies} from '../../helpers/falco.js';

describe('the text of an alert without fields', () => {
  test('names the user as the fields do, in every recorded alert on an audit event', () => {
    const alerts = recordedBodies().map(body => JSON.parse(body) as FalcoAlert);
    const named = alerts.map(({output, output_fields: fields}) => [
      fieldsInText({output})['ka.user.name'],
      fields?.['ka.user.name'],
    ]);
    expect(named.length).toBeGreaterThan(70);
    for (const [text, field] of named) expect(text).toBe(field);
  });

  test('is known to be of an audit event without its source, and one of a system call is not', () => {
    const [first] = recordedBodies().map(body => JSON.parse(body) as FalcoAlert);
    expect(isAudit({rule: 'x', priority: 'y', output: first?.output})).toBe(true);
    const shell =
      'A shell was spawned (user=root proc_exepath=/bin/sh k8s_pod_name=web k8s_ns_name=shop container_id=1)';
    expect(isAudit({rule: 'x', priority: 'y', output: shell})).toBe(false);
    expect(fieldsInText({output: shell})).toEqual({k8s_pod_name: 'web', k8s_ns_name: 'shop', output: shell});
  });

  test('names whoever it names first: a command is chosen by the attacker', () => {
    const output = '10:00: Notice Exec (user=jane command=sh -c user=system:admin)';
    expect(fieldsInText({output})).toMatchObject({'ka.user.name': 'jane'});
  });

  test('is kept without what may be the body of a request', () => {
    const output = 'K8s ConfigMap with private credentials (user=jane config={"password":"hunter2"})';
    expect(JSON.stringify(withoutBodies({rule: 'x', priority: 'y', output, output_fields: null}))).not.toContain(
      'hunter2',
    );
  });
});
