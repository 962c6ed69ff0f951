import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kubedrillIn} from '../helpers/cli.js';
import {type AnyEntry, type JournalChange, writeJournal} from '../helpers/journals.js';
import {kubeconfig} from '../helpers/kubeconfig.js';
import {simulated} from '../helpers/simulated.js';
import {tempDir} from '../helpers/temp.js';

const NAMESPACE = '/api/v1/namespaces/kd-123456';
const CONFIG = '/api/v1/namespaces/kube-system/configmaps/kd-config';
const LABEL = {'kubedrill.dev/run': 'abc123'};

/** A cluster with what a killed run has left on it, beside the namespace `people` of somebody else. */
async function staging({tls = false} = {}) {
  const {server, admin, namespace, events} = await simulated(undefined, {tls});
  await namespace('people');
  await namespace('kd-123456', LABEL);
  const uid = async (path: string) => ((await admin('GET', path)).body as {metadata?: {uid: string}}).metadata?.uid;
  const identity = {server: server.url, uid: (await uid('/api/v1/namespaces/kube-system')) ?? ''};
  const out = tempDir();
  const env = {KUBECONFIG: kubeconfig(server.url, server.adminToken)};
  const cluster = {type: 'cluster', cluster: {kind: 'existing', name: 'staging', own: false}};
  const journal = (entries: AnyEntry[], change?: JournalChange) =>
    writeJournal(join(out, '2026-01-01-abc123'), 'abc123', [cluster, ...entries], change);
  const asked = events().length;
  return {
    ...{admin, out, identity, journal, uid, env},
    create: {type: 'create', path: NAMESPACE},
    isThere: async (path: string) => (await admin('GET', path)).code === 200,
    cleanup: (...argv: string[]) => kubedrillIn(env, 'cleanup', '--out', out, ...argv),
    /** How many requests `cleanup` has sent; every other of the test is one by the same administrator. */
    requests: () =>
      events()
        .slice(asked)
        .filter(e => e.userAgent?.startsWith('kubedrill/')),
  };
}

describe('cleanup of an own run that was killed', () => {
  test('leaves a run alone that was begun later than it is told, because its process may be in another container', async () => {
    const {journal, create, identity, cleanup, isThere} = await staging();
    journal([{type: 'identity', identity}, create], {opened: {at: new Date().toISOString()}});
    const {code, stdout} = await cleanup('--older-than', '1h');
    expect([code, stdout]).toEqual([
      0,
      'run abc123: begun less than 1 h 00 m ago, and may still be going on elsewhere: left alone\n',
    ]);
    expect(await isThere(NAMESPACE)).toBe(true);
    expect((await cleanup('--older-than', '0s')).stdout).toContain('objects on cluster staging deleted');
    expect(await isThere(NAMESPACE)).toBe(false);
  });

  test('removes what carries the label of the run, takes the way back, and then finds nothing to do', async () => {
    const {admin, journal, create, identity, cleanup, isThere} = await staging();
    await admin('POST', '/api/v1/namespaces/people/configmaps', {metadata: {name: 'settings'}, data: {mode: 'broken'}});
    const settings = '/api/v1/namespaces/people/configmaps/settings';
    const request = {
      ...{method: 'PATCH', path: settings, contentType: 'application/merge-patch+json'},
      body: {data: {mode: 'safe'}},
    };
    const undo = {type: 'undo', of: 'kd-123456', actions: [{step: 'restore', request}]};
    journal([{type: 'identity', identity}, create, undo]);
    const {code, stdout} = await cleanup();
    expect(stdout).toBe('run abc123: objects on cluster staging deleted\n');
    expect(code).toBe(0);
    expect(await isThere(NAMESPACE)).toBe(false);
    expect((await admin('GET', settings)).body).toMatchObject({data: {mode: 'safe'}});
    expect(await cleanup()).toMatchObject({code: 0, stdout: 'nothing to clean up\n'});
  });

  test('deletes the kubeconfigs of people who were to respond, and follows no link out of the folder', async () => {
    const {journal, create, identity, cleanup, out} = await staging();
    journal([{type: 'identity', identity}, create]);
    const dir = join(out, '2026-01-01-abc123', 'responders');
    mkdirSync(dir);
    writeFileSync(join(dir, 'lead.kubeconfig'), 'token');
    const elsewhere = tempDir();
    writeFileSync(join(elsewhere, 'mine'), 'mine');
    symlinkSync(elsewhere, join(dir, 'link'));
    expect(await cleanup()).toMatchObject({code: 0});
    expect(existsSync(dir)).toBe(false);
    expect(readFileSync(join(elsewhere, 'mine'), 'utf8')).toBe('mine');
  });

  test('is asked for by the id of the run, by its folder, or by the way to it', async () => {
    for (const way of [
      () => 'abc123',
      () => '2026-01-01-abc123',
      (out: string) => `${join(out, '2026-01-01-abc123')}/`,
    ]) {
      const {journal, create, identity, cleanup, isThere, out} = await staging();
      journal([{type: 'identity', identity}, create]);
      expect(await cleanup(way(out))).toMatchObject({
        code: 0,
        stdout: 'run abc123: objects on cluster staging deleted\n',
      });
      expect(await isThere(NAMESPACE)).toBe(false);
      expect(await cleanup(way(out))).toMatchObject({code: 0, stdout: 'nothing to clean up\n'});
    }
  });

  test('of a name that no run has is no success: exit code 2, and no other run is touched', async () => {
    const {journal, create, identity, cleanup, isThere} = await staging();
    journal([{type: 'identity', identity}, create]);
    for (const argv of [['abc132'], ['abc123', 'nosuch'], ['__proto__'], ['']]) {
      const {code, stderr} = await cleanup(...argv);
      expect(stderr).toMatch(/there is no run .* in .*\n {2}next: not cleaned up: abc123/);
      expect(code).toBe(2);
    }
    expect(await isThere(NAMESPACE)).toBe(true);
  });

  test('cuts the half last line that a power cut has left, and a second cleanup finds nothing to do', async () => {
    const {journal, create, identity, cleanup, isThere} = await staging();
    appendFileSync(journal([{type: 'identity', identity}, create]), '{"type":"gone","path":"/api/v1/names');
    expect(await cleanup()).toMatchObject({code: 0, stdout: 'run abc123: objects on cluster staging deleted\n'});
    expect(await isThere(NAMESPACE)).toBe(false);
    expect(await cleanup()).toMatchObject({code: 0, stdout: 'nothing to clean up\n'});
  });

  test('leaves alone what stands at a path of the run and belongs to somebody else', async () => {
    const {journal, identity, cleanup, isThere, admin} = await staging();
    await admin('POST', '/api/v1/namespaces/kube-system/configmaps', {metadata: {name: 'kd-config'}});
    const paths = ['/api/v1/namespaces/people', CONFIG, '/api/v1/namespaces', '/api/v1/namespaces/people/pods'];
    journal([{type: 'identity', identity}, ...paths.map(path => ({type: 'create', path}))]);
    const {stdout} = await cleanup();
    expect(stdout).toContain("not the run's, left alone: /api/v1/namespaces/people\n");
    expect(stdout).toContain(`not the run's, left alone: ${CONFIG}`);
    expect(await isThere('/api/v1/namespaces/people')).toBe(true);
    expect(await isThere(CONFIG)).toBe(true);
  });

  test('removes what was made without the label by what the server named it, and not what has its name now', async () => {
    const {journal, identity, cleanup, isThere, admin, uid} = await staging();
    const make = () => admin('POST', '/api/v1/namespaces/kube-system/configmaps', {metadata: {name: 'kd-config'}});
    const made = async () => [
      {type: 'create', path: CONFIG},
      {type: 'made', path: CONFIG, uid: (await uid(CONFIG)) ?? ''},
    ];
    await make();
    const entries = [{type: 'identity', identity}, ...(await made())];
    journal(entries);
    await cleanup();
    expect(await isThere(CONFIG)).toBe(false);
    await make();
    journal(entries);
    await cleanup();
    expect(await isThere(CONFIG)).toBe(true);
  });
});

describe('cleanup of a journal from elsewhere', () => {
  test.each([
    ['without a seal', {sealed: false}],
    ['of another machine', {opened: {machine: '0123456789abcdef'}}],
  ])('shows what it asks for, and sends nothing: %s', async (_, change) => {
    const {journal, create, identity, cleanup, isThere, requests} = await staging();
    const request = {method: 'DELETE', path: '/api/v1/namespaces/people'};
    const actions = [
      {step: 'a', request},
      {step: 'b', node: ['rm', '-rf', '/']},
    ];
    journal([{type: 'identity', identity}, create, {type: 'undo', of: 'kd-123456', actions}], change);
    const {code, stdout} = await cleanup();
    expect(stdout).toContain('asks to: send DELETE /api/v1/namespaces/people\n');
    expect(stdout).toContain('asks to: as root on the control-plane node: ["rm","-rf","/"]\n');
    expect(stdout).toContain(`asks to: delete ${NAMESPACE}, if it carries the label of run abc123`);
    expect(stdout).toContain('next: kubedrill cleanup abc123 --yes-this-cluster staging');
    expect(code).toBe(2);
    expect(requests()).toEqual([]);
    expect(await isThere(NAMESPACE)).toBe(true);
  });

  test('does it with a yes to that very cluster, and then finds nothing to do', async () => {
    const {journal, create, cleanup, isThere} = await staging();
    journal([create], {sealed: false});
    expect((await cleanup('--yes-this-cluster', 'production')).code).toBe(2);
    expect(await isThere(NAMESPACE)).toBe(true);
    expect((await cleanup('--yes-this-cluster', 'staging')).code).toBe(0);
    expect(await isThere(NAMESPACE)).toBe(false);
    expect(await cleanup()).toMatchObject({code: 0, stdout: 'nothing to clean up\n'});
  });

  test('never deletes what carries no label of the run, whatever a person says', async () => {
    const {journal, cleanup, isThere} = await staging();
    journal([{type: 'create', path: '/api/v1/namespaces/people'}], {sealed: false});
    await cleanup('--yes-this-cluster', 'staging');
    expect(await isThere('/api/v1/namespaces/people')).toBe(true);
  });
});

describe('cleanup on another cluster than that of the run', () => {
  const DIGEST = '0'.repeat(64);

  test.each([
    ['at another address', {server: 'https://10.0.0.1:6443'}, 'the run was on https://10.0.0.1:6443'],
    ['with another certificate', {certificate: {leaf: DIGEST, authority: DIGEST}}, 'shows another certificate'],
  ])('sends nothing: %s', async (_, change, why) => {
    const {journal, create, identity, cleanup, isThere, requests} = await staging({tls: true});
    journal([{type: 'identity', identity: {...identity, ...change}}, create]);
    const {code, stdout} = await cleanup();
    expect(stdout).toContain(why);
    expect(code).toBe(2);
    expect(requests()).toEqual([]);
    expect(await isThere(NAMESPACE)).toBe(true);
  });

  test('only asks which it is: another UID of kube-system', async () => {
    const {journal, create, identity, cleanup, isThere, requests} = await staging();
    journal([{type: 'identity', identity: {...identity, uid: 'b7e3'}}, create]);
    const {code, stdout} = await cleanup();
    expect(stdout).toContain("it is another cluster than the run's (UID of kube-system ");
    expect(code).toBe(2);
    expect(requests().map(e => `${e.verb} ${e.requestURI}`)).toEqual(['get /api/v1/namespaces/kube-system']);
    expect(await isThere(NAMESPACE)).toBe(true);
    expect((await cleanup('--yes-this-cluster', 'staging')).code).toBe(0);
    expect(await isThere(NAMESPACE)).toBe(false);
  });

  test('needs a yes where the journal does not say which it was on', async () => {
    const {journal, create, cleanup} = await staging();
    journal([create]);
    expect(await cleanup()).toMatchObject({code: 2, stdout: expect.stringContaining('does not say which cluster')});
  });
});

describe('cleanup of a folder of runs', () => {
  test('tells each that is broken by name, and finishes the others', async () => {
    const {out, journal, create, identity, cleanup, isThere} = await staging();
    journal([{type: 'identity', identity}, create]);
    const folder = (name: string) => {
      mkdirSync(join(out, name), {recursive: true});
      return join(out, name);
    };
    writeFileSync(join(folder('a-null'), 'journal.ndjson'), 'null\n', {mode: 0o600});
    mkdirSync(join(folder('b-folder'), 'journal.ndjson'));
    symlinkSync('/nowhere', join(folder('c-dangling'), 'journal.ndjson'));
    symlinkSync(folder('elsewhere'), join(out, 'd-link'));
    writeFileSync(join(out, 'e-file'), 'notes');
    writeFileSync(join(folder('f-open'), 'journal.ndjson'), '');
    chmodSync(join(out, 'f-open', 'journal.ndjson'), 0o666);
    const {code, stdout, stderr} = await cleanup();
    expect(stdout).toBe('run abc123: objects on cluster staging deleted\n');
    expect(stderr).toMatch(/a-null\/journal\.ndjson:1:1 is not an entry of a journal/);
    expect(stderr).toMatch(/b-folder\/journal\.ndjson is not a file/);
    expect(stderr).toMatch(/c-dangling\/journal\.ndjson is a symbolic link/);
    expect(stderr).toMatch(/d-link is a symbolic link/);
    expect(stderr).toMatch(/f-open\/journal\.ndjson is writable by other users/);
    expect(stderr).not.toContain('e-file');
    expect(code).toBe(2);
    expect(await isThere(NAMESPACE)).toBe(false);
    const doctor = await kubedrillIn({}, 'doctor', '--cluster', 'simulated', '--out', out);
    expect(doctor.stdout).toContain('a-null/journal.ndjson:1:1 is not an entry of a journal');
  });

  test('does not follow a run folder that has become a link, nor write behind one', async () => {
    const {out, journal, create, identity, cleanup, isThere} = await staging();
    const path = journal([{type: 'identity', identity}, create]);
    const elsewhere = join(tempDir(), 'moved');
    renameSync(join(path, '..'), elsewhere);
    symlinkSync(elsewhere, join(out, '2026-01-01-abc123'));
    const before = readFileSync(join(elsewhere, 'journal.ndjson'), 'utf8');
    expect((await cleanup()).code).toBe(2);
    expect(readFileSync(join(elsewhere, 'journal.ndjson'), 'utf8')).toBe(before);
    expect(await isThere(NAMESPACE)).toBe(true);
  });
});
