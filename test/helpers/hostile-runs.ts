import {execFileSync} from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import type {ClusterIdentity} from '../../src/cluster/identity.js';
import type {KnownProcess} from '../../src/lib/process/processes.js';
import {Journal} from '../../src/run/journal/journal.js';
import type {JournalKey} from '../../src/run/journal/key.js';
import {readJournal} from '../../src/run/journal/read.js';
import {drillEvents} from './events.js';
import {type AnyEntry, NOBODY, writeJournal} from './journals.js';

/** What there is to be hit: all of it must be the same afterwards. */
export interface Innocent {
  /** A cluster of the user's, which runs by a context and by a kind cluster of this name. */
  context: string;
  identity: ClusterIdentity;
  kindCluster: string;
  process: KnownProcess;
  /** A folder with files in it, and one of the files. */
  folder: string;
  file: string;
  /** The key of the user whose home the commands run in. */
  key: JournalKey;
  /** Somebody else's. */
  otherKey: JournalKey;
}

/** Makes one hostile run below a folder for runs. */
export type Hostile = (runs: string, innocent: Innocent) => void;

const RUN = 'abc123';
const MINE = {'kubedrill.dev/run': RUN};
const dirOf = (runs: string, name = `2026-01-01T00-00-00-${RUN}`) => {
  const dir = join(runs, name);
  mkdirSync(dir, {recursive: true, mode: 0o700});
  return dir;
};

const on = {
  context: ({context}: Innocent): AnyEntry => ({
    type: 'cluster',
    cluster: {kind: 'existing', name: context, own: false},
  }),
  kind: ({kindCluster}: Innocent, own = false): AnyEntry => ({
    ...{type: 'cluster', cluster: {kind: 'kind', name: kindCluster, own}},
  }),
  envtest: (): AnyEntry => ({type: 'cluster', cluster: {kind: 'envtest', name: 'kubedrill-abc123', own: true}}),
};
const create = (path: string): AnyEntry => ({type: 'create', path});
const undo = (...actions: object[]): AnyEntry => ({
  ...{type: 'undo', of: 'kd-000000'},
  actions: actions.map((action, index) => ({step: `step-${index}`, ...action})),
});
const send = (method: string, path: string, more: object = {}) => ({request: {method, path, ...more}});
const identity = ({identity: known}: Innocent): AnyEntry => ({type: 'identity', identity: known});

/** Orders that somebody would like to have carried out. */
const ORDERS: Record<string, (innocent: Innocent) => AnyEntry[]> = {
  'delete a namespace': i => [on.context(i), create('/api/v1/namespaces/people')],
  'delete kube-system': i => [on.context(i), create('/api/v1/namespaces/kube-system')],
  'delete a collection': i => [on.context(i), create('/api/v1/namespaces'), create('/api/v1/namespaces/people/pods')],
  'delete with a query': i => [on.context(i), create('/api/v1/namespaces/people/pods?labelSelector=a')],
  'delete by a way around': i => [on.context(i), create('/api/v1/namespaces/kd-1/../people')],
  'delete by its UID': i => [
    ...[on.context(i), create('/api/v1/namespaces/people')],
    {type: 'made', path: '/api/v1/namespaces/people', uid: i.identity.uid ?? ''},
  ],
  'send a deletion': i => [on.context(i), undo(send('DELETE', '/api/v1/namespaces/people'))],
  'send a binding of cluster-admin': i => [
    on.context(i),
    undo(
      send('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
        body: {
          metadata: {name: 'owned', labels: MINE},
          roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin'},
          subjects: [{kind: 'User', name: 'mallory', apiGroup: 'rbac.authorization.k8s.io'}],
        },
      }),
    ),
  ],
  'send a patch': i => [
    on.context(i),
    undo(
      send('PATCH', '/api/v1/namespaces/people/configmaps/settings', {
        ...{contentType: 'application/merge-patch+json', body: {data: {mode: 'broken'}}},
      }),
    ),
  ],
  'read secrets': i => [on.context(i), undo(send('GET', '/api/v1/secrets'))],
  'exec into a pod': i => [
    on.context(i),
    undo(send('GET', '/api/v1/namespaces/people/pods/web/exec?command=id', {upgrade: 'exec'})),
  ],
  'send with headers': i => [
    on.context(i),
    undo(send('DELETE', '/api/v1/namespaces/people', {headers: {'Impersonate-User': 'system:admin'}})),
  ],
  'wait for ever': i => [on.context(i), undo({sleepMs: 1e15})],
  'run on a node': i => [on.kind(i), undo({node: ['rm', '-rf', '/etc/kubernetes']})],
  'run on another container': i => [on.kind(i), undo({node: ['id'], on: 'somebody-elses'})],
  'delete a kept kind cluster': i => [on.kind(i, true)],
  'delete a kind cluster of another name': () => [
    {type: 'cluster', cluster: {kind: 'kind', name: 'production', own: true}},
  ],
  'delete the kind cluster of another run': () => [
    {type: 'cluster', cluster: {kind: 'kind', name: 'kubedrill-ffffff', own: true}},
  ],
  'kill a process': i => [on.envtest(), {type: 'process', process: i.process}],
  'kill the first process': i => [on.envtest(), {type: 'process', process: {...i.process, pid: 1}}],
  'say who one is': i => [on.context(i), identity(i), create('/api/v1/namespaces/people')],
};

/** Every order: by a journal that nobody sealed, by one of another user, and by one that claims the user's own key. */
function orders(): Record<string, Hostile> {
  const each = Object.entries(ORDERS).flatMap(([name, entries]): [string, Hostile][] => [
    [`${name}, without a seal`, (runs, i) => void writeJournal(dirOf(runs), RUN, entries(i), {sealed: false})],
    [
      `${name}, sealed by somebody else`,
      (runs, i) => void writeJournal(dirOf(runs), RUN, entries(i), {key: i.otherKey}),
    ],
    [
      `${name}, in the name of the user's own key`,
      (runs, i) => void writeJournal(dirOf(runs), RUN, entries(i), {key: i.otherKey, opened: {key: i.key.id}}),
    ],
  ]);
  return Object.fromEntries(each);
}

/** A journal of the user's own, as a run that was killed has left it, for the cluster that is there. */
const own = (runs: string, i: Innocent, entries: AnyEntry[] = [create('/api/v1/namespaces/kd-000000')]) =>
  writeJournal(dirOf(runs), RUN, [on.context(i), identity(i), ...entries], {key: i.key});

/** Changes the lines of a journal of the user's own. */
const changed =
  (change: (lines: string[]) => string[]): Hostile =>
  (runs, i) => {
    const path = own(runs, i, [create('/api/v1/namespaces/kd-000000'), create('/api/v1/namespaces/kd-000001')]);
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    writeFileSync(
      path,
      change(lines)
        .map(line => `${line}\n`)
        .join(''),
    );
  };

const ORDER = '{"type":"create","path":"/api/v1/namespaces/people"}';

/** Journals of the user's own that somebody has changed since, moved, or brought to another cluster. */
const CHANGED: Record<string, Hostile> = {
  'a sealed line altered': changed(lines => lines.map(line => line.replace('kd-000001', 'people'))),
  'a sealed line removed': changed(lines => lines.toSpliced(2, 1)),
  'sealed lines reordered': changed(lines => [...lines.slice(0, 2), ...lines.slice(2).toReversed()]),
  'an order added behind sealed lines': changed(lines => [...lines, ORDER]),
  'an order put before sealed lines': changed(lines => [lines[0] ?? '', ORDER, ...lines.slice(1)]),
  'sealed lines missing at the end': changed(lines => lines.slice(0, 3)),
  'a closing that nobody wrote': changed(lines => [...lines, '{"type":"closed"}']),
  'lines of another journal of the same user': (runs, i) => {
    const path = own(runs, i);
    const other = own(join(runs, '..', 'elsewhere'), i, [create('/api/v1/namespaces/people')]);
    const [mine, theirs] = [path, other].map(file => readFileSync(file, 'utf8').split('\n').slice(0, -1));
    writeFileSync(path, `${[...(mine ?? []).slice(0, 3), ...(theirs ?? []).slice(3)].join('\n')}\n`);
  },
  'a copy of a run that is closed': (runs, i) => {
    const path = own(join(runs, '..', 'elsewhere'), i);
    copyFileSync(path, join(dirOf(runs), 'journal.ndjson'));
    new Journal(path, readJournal(path, i.key)?.seal).write({type: 'closed'});
  },
  'of another machine': (runs, i) =>
    void writeJournal(dirOf(runs), RUN, [on.context(i), identity(i), create('/api/v1/namespaces/people')], {
      ...{key: i.key, opened: {machine: '0000000000000000'}},
    }),
  'for a cluster at another address': (runs, i) => {
    const known = {...i.identity, server: 'https://192.0.2.1:6443'};
    writeJournal(
      dirOf(runs),
      RUN,
      [on.context(i), {type: 'identity', identity: known}, create('/api/v1/namespaces/people')],
      {
        key: i.key,
      },
    );
  },
  'for a cluster with another certificate': (runs, i) => {
    const known = {...i.identity, certificate: {leaf: '0'.repeat(64), authority: '0'.repeat(64)}};
    writeJournal(
      dirOf(runs),
      RUN,
      [on.context(i), {type: 'identity', identity: known}, create('/api/v1/namespaces/people')],
      {
        key: i.key,
      },
    );
  },
  'of an own run, with paths that are not its objects': (runs, i) =>
    void own(runs, i, [
      ...['/api/v1/namespaces/people', '/api/v1/namespaces', '/api/v1/namespaces/people/pods', '/', '/healthz'].map(
        create,
      ),
      ...['/api/v1/namespaces/people/', '/api/v1/namespaces/people?dryRun=All', '/api/v1/namespaces/%70eople'].map(
        create,
      ),
    ]),
  'of an own run, for a kind cluster of another name': (runs, i) =>
    void writeJournal(dirOf(runs), RUN, [on.kind(i, true)], {key: i.key}),
  'of an own run, for a process that has the number now': (runs, i) => {
    const {pid, program} = i.process;
    const others = [
      {program, pid, startedAt: 'another boot/1'},
      {...i.process, namespace: 'pid:[1]'},
    ];
    writeJournal(dirOf(runs), RUN, [on.envtest(), ...others.map(process => ({type: 'process', process}))], {
      key: i.key,
    });
  },
};

/** Writes a journal as it stands. */
const raw =
  (text: string): Hostile =>
  runs =>
    writeFileSync(join(dirOf(runs), 'journal.ndjson'), text, {mode: 0o600});

const OPENED = {type: 'opened', run: RUN, pid: NOBODY, at: '2026-01-01T00:00:00Z'};
const json = (...values: unknown[]) => values.map(value => `${JSON.stringify(value)}\n`).join('');
const NASTY = '\u001b]0;owned\u0007\u001b[2J\u202e\u0000\n';

/** Files that are no journals. */
const BROKEN: Record<string, Hostile> = {
  'null lines': raw(json(OPENED, null, null)),
  'numbers, lists and texts for lines': raw(json(OPENED, 1, [], 'x', true)),
  'an empty journal': raw(''),
  'half a line': raw('{"type":"opened"'),
  'binary bytes': raw('\u0000\u0001\u007f\ufffd'.repeat(1000)),
  'JSON that is nested without end': raw(`${json(OPENED).trim()}\n${'['.repeat(100_000)}${']'.repeat(100_000)}\n`),
  'a body that is nested without end': raw(
    `${json(OPENED)}{"type":"undo","of":"a","actions":[{"step":"s","request":{"method":"POST","path":"/a","body":${'['.repeat(20_000)}${']'.repeat(20_000)}}}]}\n`,
  ),
  'names of prototypes': raw(`${json({...OPENED, run: '__proto__'})}{"__proto__":{"type":"closed"},"constructor":1}\n`),
  'a run by a way around': raw(json({...OPENED, run: '../../../etc'})),
  'control characters everywhere': raw(
    json(OPENED, {type: 'cluster', cluster: {kind: 'existing', name: NASTY, own: false}}, create(`/api/${NASTY}`)),
  ),
  'numbers out of range': raw(json({...OPENED, pid: 1e308}, {type: 'process', process: {pid: -1}})),
  'two beginnings': raw(json(OPENED, {...OPENED, run: 'ffffff'})),
  'ten thousand orders': raw(
    json(OPENED, {type: 'cluster', cluster: {kind: 'existing', name: 'innocent', own: false}}) +
      json(...Array.from({length: 10_000}, (_, n) => create(`/api/v1/namespaces/people-${n}`))),
  ),
  'a terabyte': runs => {
    raw('x')(runs, {} as Innocent);
    truncateSync(join(dirOf(runs), 'journal.ndjson'), 2 ** 40);
  },
};

/** Things in places where files and folders are expected. */
const PLACES: Record<string, Hostile> = {
  'a link for a journal': (runs, i) => {
    const path = own(join(runs, '..', 'elsewhere'), i, [create('/api/v1/namespaces/people')]);
    symlinkSync(path, join(dirOf(runs), 'journal.ndjson'));
  },
  'a dangling link for a journal': runs => symlinkSync('/nowhere/at/all', join(dirOf(runs), 'journal.ndjson')),
  'a link to itself': runs => symlinkSync('journal.ndjson', join(dirOf(runs), 'journal.ndjson')),
  'a link to a device': runs => symlinkSync('/dev/zero', join(dirOf(runs), 'journal.ndjson')),
  'a folder for a journal': runs => void mkdirSync(join(dirOf(runs), 'journal.ndjson')),
  'a pipe for a journal': runs => void execFileSync('mkfifo', [join(dirOf(runs), 'journal.ndjson')]),
  'a journal that others may write': (runs, i) => chmodSync(own(runs, i), 0o666),
  'a run folder in which others may write': (runs, i) => {
    own(runs, i);
    chmodSync(dirOf(runs), 0o777);
  },
  'a link for a run folder': (runs, i) => {
    own(runs, i);
    renameSync(dirOf(runs), join(runs, '..', 'moved'));
    symlinkSync(join(runs, '..', 'moved'), join(runs, `2026-01-01T00-00-00-${RUN}`));
  },
  'a dangling link for a run folder': runs => {
    mkdirSync(runs, {recursive: true});
    symlinkSync('/nowhere/at/all', join(runs, `2026-01-01T00-00-00-${RUN}`));
  },
  'a file for a run folder': runs => {
    mkdirSync(runs, {recursive: true});
    writeFileSync(join(runs, `2026-01-01T00-00-00-${RUN}`), 'not a folder');
  },
  'a run folder with a name that moves the cursor': runs => {
    writeFileSync(join(dirOf(runs, `\u001b[2J\u202e${RUN}`), 'journal.ndjson'), json(OPENED, null), {mode: 0o600});
  },
  'servers whose folder is a link': (runs, i) => {
    writeJournal(dirOf(runs), RUN, [on.envtest()], {key: i.key});
    symlinkSync(i.folder, join(dirOf(runs), 'cluster'));
  },
  'servers whose files are links': (runs, i) => {
    writeJournal(dirOf(runs), RUN, [on.envtest()], {key: i.key});
    mkdirSync(join(dirOf(runs), 'cluster'));
    for (const part of ['pki', 'etcd']) symlinkSync(i.folder, join(dirOf(runs), 'cluster', part));
    symlinkSync(i.file, join(dirOf(runs), 'cluster', 'kubeconfig'));
  },
};

const EVENTS = json(...drillEvents());
const events =
  (text: string): Hostile =>
  runs =>
    writeFileSync(join(dirOf(runs), 'events.ndjson'), text, {mode: 0o600});
/** The log of a whole run with one event changed. */
const mutated = (change: (event: Record<string, unknown>) => unknown): Hostile =>
  events(json(...drillEvents().map(event => change(structuredClone(event) as unknown as Record<string, unknown>))));
const ofType = (type: string, change: object) =>
  mutated(event => (event.type === type ? {...event, ...change} : event));

/** Event logs, which `report` and `replay` read. */
const LOGS: Record<string, Hostile> = {
  'events that are null': mutated(event => (event.seq === 3 ? null : event)),
  'events that are lists': mutated(event => (event.seq === 3 ? [event] : event)),
  'events without a type': mutated(({type, ...event}) => (event.seq === 3 ? event : {type, ...event})),
  'events named after prototypes': mutated(event => (event.seq === 3 ? {...event, type: 'constructor'} : event)),
  'numbers for texts': ofType('scenario.judged', {explanation: 7}),
  'texts for numbers': ofType('signal.seen', {latencyMs: 'soon'}),
  'a verdict that there is not': ofType('scenario.judged', {verdict: 'excellent'}),
  'a time that is none': mutated(event => (event.seq === 3 ? {...event, at: 'yesterday'} : event)),
  'scenarios that are none': ofType('run.started', {scenarios: {length: 1e9}}),
  'numbers without bounds': mutated(event => (event.seq === 3 ? {...event, ms: 1e308} : event)),
  'evidence that is null': ofType('signal.seen', {evidence: null}),
  'evidence that is nested without end': events(
    EVENTS.replace('"document":', `"deep":${'['.repeat(50_000)}${']'.repeat(50_000)},"document":`),
  ),
  'a format from the future': ofType('run.started', {schemaVersion: 99}),
  'control characters in every text': events(EVENTS.replaceAll('secrets-listed', JSON.stringify(NASTY).slice(1, -1))),
  'scenarios named after prototypes': events(EVENTS.replaceAll('secrets-listed', '__proto__')),
  'an empty log': events(''),
  'half a line of a log': events('{"type":"run.start'),
  'a log without its beginning': events(EVENTS.slice(EVENTS.indexOf('\n') + 1)),
  'a log twice': events(EVENTS + EVENTS),
  'a log in reverse': events(EVENTS.split('\n').filter(Boolean).toReversed().join('\n')),
  'a log of a terabyte': runs => {
    events('x')(runs, {} as Innocent);
    truncateSync(join(dirOf(runs), 'events.ndjson'), 2 ** 40);
  },
  'a link for a log': (runs, i) => symlinkSync(i.file, join(dirOf(runs), 'events.ndjson')),
  'a dangling link for a log': runs => symlinkSync('/nowhere', join(dirOf(runs), 'events.ndjson')),
  'a folder for a log': runs => void mkdirSync(join(dirOf(runs), 'events.ndjson')),
  'a pipe for a log': runs => void execFileSync('mkfifo', [join(dirOf(runs), 'events.ndjson')]),
  'links where reports are written': (runs, i) => {
    events(EVENTS)(runs, i);
    for (const name of ['result.json', 'report.html', 'report.md', 'junit.xml']) {
      symlinkSync(i.file, join(dirOf(runs), name));
    }
  },
  'folders where reports are written': (runs, i) => {
    events(EVENTS)(runs, i);
    for (const name of ['result.json', 'report.html', 'report.md', 'junit.xml']) mkdirSync(join(dirOf(runs), name));
  },
  'a whole log beside a journal that gives orders': (runs, i) => {
    events(EVENTS)(runs, i);
    const path = writeJournal(dirOf(runs), RUN, [on.context(i), create('/api/v1/namespaces/people')], {sealed: false});
    appendFileSync(path, 'half a li');
  },
};

/** Every hostile journal, event log and run folder that we could think of, by what is wrong with it and by name. */
export const HOSTILE: Record<string, Record<string, Hostile>> = {
  'journals that give orders': orders(),
  'journals of the user that somebody has changed, moved, or brought to another cluster': CHANGED,
  'files that are no journals': BROKEN,
  'other things in the places of files and folders': PLACES,
  'event logs': LOGS,
};
