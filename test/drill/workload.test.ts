import {describe, expect, test} from 'vitest';
import {entered} from '../helpers/playing.js';

describe('what goes on in a pod, without any user', () => {
  /** A pod of the set-up, a look at it by the twin, and a command in it by the attack, a second apart. */
  async function pods() {
    const ground = await entered();
    const {namespace} = ground.execution;
    const path = `/api/v1/namespaces/${namespace}/pods`;
    await ground.request('set-up', ['POST', path], {as: 'drill', target: `${path}/web`});
    await ground.clock.advance(1000);
    await ground.request('benign', ['GET', `${path}/web`]);
    await ground.clock.advance(1000);
    const before = ground.clock.wall().toISOString();
    await ground.request('attack', ['GET', `${path}/web/exec?command=id`]);
    const at = ground.clock.wall().toISOString();
    return {...ground, namespace, before, at};
  }

  test('is put down to what we did last in it', async () => {
    const {alerts, watch, namespace, before, at, seen} = await pods();
    alerts.emit([{namespace, pod: 'web', at: new Date(Date.parse(before) - 500).toISOString()}], 'expected');
    expect(seen()).toMatchObject([{purpose: 'set-up', counted: false}]);
    alerts.emit([{namespace, pod: 'web', at}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('is nobody’s in another pod, in another namespace, or without a time', async () => {
    const {alerts, watch, namespace, at} = await pods();
    alerts.emit([{namespace, pod: 'other', at}], 'expected');
    alerts.emit([{namespace: 'default', pod: 'web', at}], 'expected');
    alerts.emit([{namespace, pod: 'web'}], 'expected');
    alerts.emit([{pod: 'web', at}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
  });

  test('a claim that names a user is about a request, whatever pod it names', async () => {
    const {alerts, watch, namespace, at} = await pods();
    alerts.emit([{namespace, pod: 'web', at, user: 'system:node:worker-1'}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
  });

  test('of a workload’s pod and of a namespace as a whole', async () => {
    const {alerts, clock, seen, request, execution} = await entered();
    const path = `/apis/apps/v1/namespaces/${execution.namespace}/deployments`;
    await request('attack', ['POST', path], {target: `${path}/miner`});
    const at = clock.wall().toISOString();
    const {namespace} = execution;
    for (const pod of ['miner-7ffb569d47-9xzgp', 'miner', '*', 'minerals-1']) alerts.emit([{namespace, pod, at}], 'x');
    expect(seen().map(s => s.purpose)).toEqual(['attack', 'attack', 'attack']);
  });
});

describe('what was run on a node, outside of any pod', () => {
  test('is ours by its whole command line, which carries our token', async () => {
    const {alerts, request, watch, execution, clock} = await entered();
    const command = `truncate -s 0 /var/log/pods/${execution.namespace}_talker_1/talker/0.log`;
    await request('attack', ['NODE', command], {as: 'node'});
    const at = clock.wall().toISOString();
    alerts.emit([{command: 'truncate -s 0 /var/log/syslog', at}], 'expected');
    alerts.emit([{command: `${command} --verbose`, at}], 'expected');
    alerts.emit([{command, at, user: 'system:node:worker-1'}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
    alerts.emit([{command, at}], 'expected');
    expect(watch.watched[0]?.settled).toMatchObject({state: 'seen'});
  });

  test('is nobody’s where the command carries no token, though we ran the same', async () => {
    const {alerts, request, watch} = await entered();
    await request('attack', ['NODE', 'cat /etc/kubernetes/admin.conf'], {as: 'node'});
    alerts.emit([{command: 'cat /etc/kubernetes/admin.conf'}], 'expected');
    expect(watch.watched[0]?.settled).toBeUndefined();
  });
});
