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

describe('what an object of ours is, whoever looked', () => {
  const pods = '/api/v1/namespaces/NS/pods';
  const deployments = '/apis/apps/v1/namespaces/NS/deployments';

  /** A scenario, and the purposes to which claims about objects are put down. */
  async function objects() {
    const ground = await entered();
    const {execution, alerts, seen, clock} = ground;
    const here = (path: string) => path.replace('NS', execution.namespace);
    const make = (purpose: 'set-up' | 'benign' | 'attack', collection: string, name: string) =>
      ground.request(purpose, ['POST', here(collection)], {target: here(`${collection}/${name}`)});
    const purposesOf = (object: string, at?: string) => {
      const before = seen().length;
      alerts.emit([{object: here(object), ...(at !== undefined && {at})}], 'x');
      return seen()
        .slice(before)
        .map(s => s.purpose);
    };
    return {...ground, make, purposesOf, here, now: () => clock.wall().toISOString()};
  }

  test('is put down to the request that made it, though its time is long after', async () => {
    const {make, purposesOf} = await objects();
    await make('benign', pods, 'plain');
    await make('attack', pods, 'privileged');
    expect(purposesOf(`${pods}/privileged`, '2099-01-01T00:00:00Z')).toEqual(['attack']);
    expect(purposesOf(`${pods}/plain`)).toEqual(['benign']);
    expect(purposesOf(`${pods}/other`)).toEqual([]);
    expect(purposesOf('/api/v1/namespaces/shop/pods/privileged')).toEqual([]);
    expect(purposesOf('/api/v1/namespaces/NS/services/privileged')).toEqual([]);
  });

  test('of what a controller makes is put down to the workload with the longest name', async () => {
    const {make, purposesOf} = await objects();
    await make('attack', deployments, 'web');
    await make('benign', deployments, 'web-2');
    expect(purposesOf(`${pods}/web-7ffb569d47-9xzgp`)).toEqual(['attack']);
    expect(purposesOf('/apis/apps/v1/namespaces/NS/replicasets/web-7ffb569d47')).toEqual(['attack']);
    expect(purposesOf(`${pods}/web-2-7ffb569d47-9xzgp`)).toEqual(['benign']);
    expect(purposesOf('/api/v1/namespaces/NS/configmaps/web-7ffb569d47')).toEqual([]);
  });

  test('of the cluster itself is ours where its name carries the token', async () => {
    const {request, purposesOf, execution} = await objects();
    const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    await request('attack', ['POST', roles], {target: `${roles}/${execution.token}-all`});
    await request('attack', ['PATCH', `${roles}/view`]);
    expect(purposesOf(`${roles}/${execution.token}-all`)).toEqual(['attack']);
    expect(purposesOf(`${roles}/view`)).toEqual([]);
  });

  test('is nobody’s when it was changed for two purposes, unless it was found during one of them', async () => {
    const {make, request, purposesOf, here, clock, now} = await objects();
    await make('set-up', pods, 'web');
    await clock.advance(5000);
    await request('attack', ['PATCH', here(`${pods}/web`)]);
    const during = now();
    await clock.advance(5000);
    expect(purposesOf(`${pods}/web`, now())).toEqual([]);
    expect(purposesOf(`${pods}/web`)).toEqual([]);
    expect(purposesOf(`${pods}/web`, during)).toEqual(['attack']);
  });

  test('is not changed by who looks at it, or enters it', async () => {
    const {make, request, purposesOf, here, now} = await objects();
    await make('set-up', pods, 'web');
    await request('attack', ['GET', here(`${pods}/web/exec?command=id`)]);
    expect(purposesOf(`${pods}/web`, now())).toEqual(['set-up']);
  });
});
