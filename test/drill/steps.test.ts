import {randomUUID} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {ApiClient} from '../../src/cluster/api/client.js';
import type {Cluster, NodeShell} from '../../src/cluster/cluster.js';
import {runTool} from '../../src/lib/process/exec.js';
import {Journal} from '../../src/run/journal/journal.js';
import {readJournal} from '../../src/run/journal/read.js';
import type {UndoAction} from '../../src/run/undo.js';
import {resolveScenarios} from '../../src/scenario/load.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {type Drilled, drill, drillOn, openTestCluster} from '../helpers/drill.js';
import {scenarioOf} from '../helpers/scenario-file.js';
import {tempDir} from '../helpers/temp.js';

/** Scenarios from YAML, as a plan takes them. */
const scenario = (sections: string): Scenario => resolveScenarios(['mine'], [scenarioOf(sections)])[0] as Scenario;

const READER =
  'actor: {serviceAccount: a, rules: [{apiGroups: [""], resources: [pods, configmaps], verbs: [get, list, create]}]}';
const AUDITED = 'needs: [api]\nexpect: [{stage: audited, within: 5s}]';

const requests = ({events}: Drilled, purpose: string) =>
  events.flatMap(e => (e.type === 'step.sent' && e.purpose === purpose ? [e] : []));
const paths = (drilled: Drilled, purpose = 'attack') =>
  requests(drilled, purpose).map(e => e.path.replaceAll(/kd-[0-9a-f]{6}/g, 'NS'));
const judged = (drilled: Drilled) => drilled.find('scenario.judged');

/** A node is this machine, in an empty folder. */
function localNode(dir: string): NodeShell {
  return {
    defaultNode: 'local',
    run: (_node, command, signal) => {
      const [file = '', ...args] = command.map(word => word.replaceAll('/node/', `${dir}/`));
      return runTool(file, args, signal ? {signal} : {});
    },
  };
}

const withNode = (nodes: NodeShell) => (cluster: Cluster) => ({
  ...cluster,
  nodes,
  capabilities: new Set(['api', 'node-exec'] as const),
});

describe('values and credentials out of answers', () => {
  test('a value that a step has saved is in the requests after it; index counts', async () => {
    const drilled = await drill([
      scenario(`
${AUDITED}
${READER}
setUp:
  - create: {apiVersion: v1, kind: ConfigMap, metadata: {generateName: "made-"}, data: {note: "x"}}
    save: {made: metadata.name, note: data.note}
attack:
  - get: {resource: configmaps, name: "{{ made }}"}
  - get: {resource: pods, name: "{{ note }}-{{ index }}"}
    answers: [404]
    repeat: 2
`),
    ]);
    expect(judged(drilled)?.verdict).toBe('detected');
    expect(paths(drilled)).toEqual([
      expect.stringMatching(/configmaps\/made-\w+$/),
      '/api/v1/namespaces/NS/pods/x-1',
      '/api/v1/namespaces/NS/pods/x-2',
    ]);
  });

  test('a token out of an answer acts in later steps, under its own name, and is written nowhere', async () => {
    const drilled = await drill([
      scenario(`
${AUDITED}
${READER}
setUp:
  - create: {apiVersion: v1, kind: ServiceAccount, metadata: {name: other}}
  - request: {method: POST, path: "/api/v1/namespaces/{{ namespace }}/serviceaccounts/other/token", body: {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 600}}}
    credential: {name: thief, token: status.token}
attack:
  - list: {resource: pods, namespace: "{{ namespace }}"}
    as: thief
    answers: [403]
`),
    ]);
    expect(judged(drilled)?.verdict).toBe('detected');
    const [sent] = requests(drilled, 'attack');
    expect(sent?.actor).toBe('thief');
    expect(drilled.find('signal.seen')).toMatchObject({
      evidence: {document: {user: {username: expect.stringMatching(/^system:serviceaccount:kd-\w+:other$/)}}},
    });
    expect(JSON.stringify(drilled.events)).not.toMatch(/simulated\.[\w-]{20}/);
  });

  test('a step is made again until it does what it is meant to do, or its time is over', async () => {
    const drilled = await drill([
      scenario(`
${AUDITED}
${READER}
setUp:
  - create: {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: set}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: "{{ image }}"}]}}}}
  - get: {resource: pods, name: set-0}
    retryFor: 20s
attack:
  - get: {resource: pods, name: none}
    retryFor: 800ms
`),
    ]);
    expect(judged(drilled)).toMatchObject({
      verdict: 'not executed',
      explanation: expect.stringMatching(/get-1 failed/),
    });
    // How often depends on how long an answer takes; the pauses are for `until` to keep.
    expect(paths(drilled).length).toBeGreaterThan(1);
    expect(new Set(paths(drilled))).toEqual(new Set(['/api/v1/namespaces/NS/pods/none']));
    expect(paths(drilled, 'set-up').at(-1)).toBe('/api/v1/namespaces/NS/pods/set-0');
  });

  test('an answer without the value is a step that failed', async () => {
    const drilled = await drill([
      scenario(`
${AUDITED}
${READER}
attack:
  - list: {resource: pods, namespace: "{{ namespace }}"}
    credential: {name: thief, token: status.token}
`),
    ]);
    expect(judged(drilled)).toMatchObject({
      verdict: 'not executed',
      explanation: 'step list-1 failed: the answer has no status.token',
    });
  });

  test('each step acts as whom it names', async () => {
    const drilled = await drill([
      scenario(`
${AUDITED}
${READER}
attack:
  - list: {resource: pods, namespace: "{{ namespace }}"}
  - list: {resource: pods, namespace: "{{ namespace }}"}
    as: drill
  - list: {resource: pods, namespace: "{{ namespace }}"}
    as: anonymous
    answers: [403]
  - list: {resource: pods, namespace: "{{ namespace }}"}
    as: invalid-token
    answers: [401]
`),
    ]);
    expect(judged(drilled)?.verdict).toBe('detected');
    expect(requests(drilled, 'attack').map(e => e.actor.replace(/kd-\w+/, 'NS'))).toEqual([
      'system:serviceaccount:NS:a',
      'kubedrill',
      'nobody (no credential)',
      'nobody (invalid credential)',
    ]);
  });
});

describe('commands on a node', () => {
  const NODE = `needs: [api, node-exec]\n${READER}`;

  test('what they print can be saved, and what they do is undone at the end', async () => {
    const dir = tempDir();
    const drilled = await drill(
      [
        scenario(`
${NODE}
setUp:
  - node: {command: [sh, -c, "echo {{ name }} > /node/made; echo made"]}
    save: {file: output}
undo:
  - node: {command: [sh, -c, "mv /node/{{ file }} /node/undone"]}
attack:
  - get: {resource: pods, name: "{{ file }}"}
    answers: [404]
expect: [{stage: audited, within: 5s}]
`),
      ],
      {cluster: withNode(localNode(dir))},
    );
    expect(judged(drilled)?.verdict).toBe('detected');
    expect(paths(drilled)).toEqual(['/api/v1/namespaces/NS/pods/made']);
    expect(readFileSync(join(dir, 'undone'), 'utf8')).toMatch(/^kd-/);
    expect(drilled.find('scenario.cleaned')?.left).toEqual([]);
  });

  test('one that fails is a step that failed, with its exit code and its words', async () => {
    const drilled = await drill(
      [scenario(`${NODE}\nattack:\n  - node: {command: [sh, -c, "echo no such thing >&2; exit 3"]}\n`)],
      {cluster: withNode(localNode(tempDir()))},
    );
    expect(judged(drilled)).toMatchObject({
      verdict: 'not executed',
      explanation: 'step node-1 failed: exit 3 no such thing',
    });
  });

  test('a cluster that takes none skips the scenario, and says so', async () => {
    const drilled = await drill([scenario(`${NODE}\nattack:\n  - node: {command: [id]}\n`)]);
    expect(judged(drilled)).toMatchObject({verdict: 'skipped', explanation: 'this cluster has no node-exec'});
  });

  test('evidence is what a component of the node does in consequence: its user, its request, our name', async () => {
    // Stands in for a kubelet: it makes a request of its own, with an audit id that nobody told the drill.
    const kubelet = (cluster: Cluster, name: (own: string) => string): NodeShell => ({
      defaultNode: 'local',
      run: async (_node, [own = '']) => {
        const client = new ApiClient(cluster.kubeConfig, 'kubelet/v1.34');
        onTestFinished(() => client.close());
        const body = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: name(own)}};
        await client.send(
          {method: 'POST', path: '/api/v1/namespaces/default/configmaps', body},
          {auditId: randomUUID()},
        );
        return {ok: true, stdout: ''};
      },
    });
    const follows = scenario(`
${NODE}
attack:
  - node:
      command: ["{{ name }}"]
      seenAs: {user: kubernetes-admin, method: POST, path: /api/v1/namespaces/default/configmaps}
expect: [{stage: audited, within: 5s}]
`);
    const play = (name: (own: string) => string) =>
      drill([follows], {cluster: cluster => withNode(kubelet(cluster, name))(cluster)});
    expect(judged(await play(own => `${own}-mirror`))?.verdict).toBe('detected');
    expect(judged(await play(() => 'of-somebody-else'))?.verdict).toBe('missed');
  });
});

describe('the way back', () => {
  const CHANGED = `
${AUDITED}
actor: {serviceAccount: a, clusterRules: [{apiGroups: [""], resources: [namespaces], verbs: [patch]}]}
setUp:
  - get: {resource: namespaces, name: kube-public}
    save: {before: metadata.uid}
undo:
  - id: mark
    patch: {resource: namespaces, name: kube-public, body: {metadata: {annotations: {state: "back to {{ before }}"}}}}
attack:
  - patch: {resource: namespaces, name: kube-public, body: {metadata: {annotations: {state: changed by {{ name }}}}}}
`.replace('changed by {{ name }}', '"changed by {{ name }}"');

  /** The annotation as it is when the drill is over. */
  const stateOf = async (cluster: Cluster) => {
    const client = new ApiClient(cluster.kubeConfig, 'test');
    onTestFinished(() => client.close());
    const answer = await client.send({method: 'GET', path: '/api/v1/namespaces/kube-public'}, {auditId: randomUUID()});
    return (answer.body as {metadata: {annotations: {state: string}}}).metadata.annotations.state;
  };

  test.each(['benign twin', 'attack', 'watch'] as const)(
    'is taken also when the drill is stopped in the phase %s',
    async phase => {
      const cluster = await openTestCluster();
      const stop = new AbortController();
      try {
        await drillOn(cluster, [scenario(`${CHANGED}benign: [{list: {resource: pods}, as: drill}]`)], {
          abort: stop.signal,
          onEvent: event =>
            event.type === 'scenario.phase' && event.phase === phase && stop.abort(new Error('stopped')),
        });
        expect(await stateOf(cluster)).toMatch(/^back to \S+-\S+/);
      } finally {
        await cluster.release();
      }
    },
  );

  test('is read from the journal of a killed run, the newest first, unless it was taken', () => {
    const journal = new Journal(join(tempDir(), 'journal.ndjson'));
    const back = (step: string): UndoAction[] => [{step, node: ['rm', step]}];
    journal.write({type: 'opened', run: 'r', pid: 1, at: ''});
    for (const of of ['kd-1', 'kd-2', 'kd-3']) journal.write({type: 'undo', of, actions: back(of)});
    journal.write({type: 'undone', of: 'kd-2'});
    expect(readJournal(journal.path)?.undos).toEqual([
      {of: 'kd-3', actions: back('kd-3')},
      {of: 'kd-1', actions: back('kd-1')},
    ]);
  });

  test('what cannot be put back is left behind, by name, and the other steps are taken all the same', async () => {
    const drilled = await drill([
      scenario(`
${AUDITED}
undo:
  - id: first
    patch: {resource: namespaces, name: not-there, body: {}}
  - id: second
    wait: {resource: namespaces, name: kube-public, exists: false, within: 1ms}
  - id: third
    delete: {resource: pods, name: not-there}
    answers: [404]
`),
    ]);
    expect(drilled.find('scenario.cleaned')?.left).toEqual([
      expect.stringMatching(/^first was not undone \(HTTP 404, namespaces "not-there" not found\)/),
      'second was not undone (namespaces kube-public is still there after 1ms)',
    ]);
  });
});
