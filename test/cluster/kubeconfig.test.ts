import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {stringify} from 'yaml';
import {ApiClient} from '../../src/cluster/api/client.js';
import {kubeConfigFor} from '../../src/cluster/existing/kubeconfig.js';
import {versionServer} from '../helpers/api-server-tls.js';
import {loopback} from '../helpers/loopback.js';
import {tempDir} from '../helpers/temp.js';

type Part = Record<string, unknown>;

/** A few lines that mean billions of values. */
const bomb = (text: string): string =>
  `${text}l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from({length: 10}, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]\n`).join('')}`;

/** A kubeconfig of one context `c` in a folder of its own, which further files lie beside. */
function configOf(server: string, user: Part, cluster: Part = {}, files: Record<string, string> = {}) {
  const dir = tempDir();
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(dir, name), text);
    if (name.endsWith('.sh')) chmodSync(join(dir, name), 0o755);
  }
  const path = join(dir, 'config');
  writeFileSync(
    path,
    stringify({
      clusters: [{name: 'k', cluster: {server, 'insecure-skip-tls-verify': true, ...cluster}}],
      users: [{name: 'u', user}],
      contexts: [{name: 'c', context: {cluster: 'k', user: 'u'}}],
    }),
  );
  return {dir, path};
}

/** Asks for the version by a kubeconfig, as often as it is told to. */
function asking(path: string, env: NodeJS.ProcessEnv = {PATH: process.env.PATH}) {
  const client = new ApiClient(kubeConfigFor('c', {...env, KUBECONFIG: path}).config, 'test');
  onTestFinished(() => client.close());
  return () => client.send({method: 'GET', path: '/version'}, {auditId: 'a'});
}

const exec = (more: Part = {}) => ({
  exec: {apiVersion: 'client.authentication.k8s.io/v1', command: './plug.sh', interactiveMode: 'Never', ...more},
});

/** A plugin that prints a token that counts how often it ran, and holds until a year. */
const counting = (until: string) =>
  `#!/bin/sh\nn=$(($(cat "$0.n" 2>/dev/null || echo 0)+1)); echo $n >"$0.n"\n` +
  `echo "{\\"apiVersion\\":\\"client.authentication.k8s.io/v1\\",\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"run-$n\\",\\"expirationTimestamp\\":\\"${until}\\"}}"\n`;

describe('credentials of a kubeconfig', () => {
  test('a token file is read beside the kubeconfig, wins over a token, and is read again', async () => {
    const {port, asked} = await versionServer();
    const {path, dir} = configOf(`https://127.0.0.1:${port}`, {token: 'old', tokenFile: 'token'}, {}, {token: 'one\n'});
    const ask = asking(path);
    await ask();
    writeFileSync(join(dir, 'token'), 'two\n');
    await ask();
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
    onTestFinished(() => void vi.restoreAllMocks());
    await ask();
    expect(asked.map(a => a.authorization)).toEqual(['Bearer one', 'Bearer one', 'Bearer two']);
  });

  test('a token file that is refused is read again at once, and one that is not there is told', async () => {
    const {port, asked} = await versionServer(401);
    const {path, dir} = configOf(`https://127.0.0.1:${port}`, {tokenFile: 'token'}, {}, {token: 'one'});
    const ask = asking(path);
    expect((await ask()).code).toBe(401);
    writeFileSync(join(dir, 'token'), 'two');
    await ask();
    expect(asked.map(a => a.authorization)).toEqual(['Bearer one', 'Bearer two']);
    const gone = configOf(`https://127.0.0.1:${port}`, {tokenFile: 'none'});
    await expect(asking(gone.path)()).rejects.toThrow(/the token file \S+none cannot be read/);
  });

  test('a plugin is run once while its token holds, and again when it has expired', async () => {
    const {port, asked} = await versionServer();
    const holds = configOf(`https://127.0.0.1:${port}`, exec(), {}, {'plug.sh': counting('2999-01-01T00:00:00Z')});
    const expired = configOf(`https://127.0.0.1:${port}`, exec(), {}, {'plug.sh': counting('2020-01-01T00:00:00Z')});
    for (const {path} of [holds, expired]) {
      const ask = asking(path);
      await ask();
      await ask();
    }
    expect(asked.map(a => a.authorization)).toEqual(['Bearer run-1', 'Bearer run-1', 'Bearer run-1', 'Bearer run-2']);
  });

  test('a plugin gets its arguments, its variables and what kubectl tells it', async () => {
    const {port, asked} = await versionServer();
    const plug =
      '#!/bin/sh\n[ "$1" = get-token ] && [ "$REGION" = eu ] && case "$KUBERNETES_EXEC_INFO" in *\'"interactive":false\'*"$PORT"*) ;; *) echo "info: $KUBERNETES_EXEC_INFO" >&2; exit 1;; esac\n' +
      'echo \'{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}\'\n';
    const more = {args: ['get-token'], env: [{name: 'REGION', value: 'eu'}], provideClusterInfo: true};
    const {path} = configOf(`https://127.0.0.1:${port}`, exec(more), {}, {'plug.sh': plug});
    await asking(path, {PATH: process.env.PATH, PORT: String(port)})();
    expect(asked[0]?.authorization).toBe('Bearer t');
  });

  test.each([
    ['prints nothing of use', exec(), '#!/bin/sh\necho hunter2\n', /did not print an ExecCredential with a status$/],
    [
      'prints another version',
      exec({apiVersion: 'client.authentication.k8s.io/v1beta1'}),
      counting('2999-01-01T00:00:00Z'),
      /is asked for client\S+v1beta1 and prints client\S+v1$/,
    ],
    [
      'prints no credential',
      exec(),
      '#!/bin/sh\necho \'{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}\'\n',
      /printed neither a token nor a certificate with its key$/,
    ],
    [
      'colours its last words',
      exec(),
      '#!/bin/sh\nprintf "\\033[31mno\\nlogin\\033[0m\\n" >&2\nexit 3\n',
      /failed with exit code 3: no login$/,
    ],
    ['asks a person', exec({interactiveMode: 'Always'}), '#!/bin/sh\n', /cannot be run: it needs a terminal/],
    ['says no mode', exec({interactiveMode: null}), '#!/bin/sh\n', /cannot be run: v1 needs interactiveMode$/],
    [
      'says no version',
      exec({apiVersion: 'client.authentication.k8s.io/v1alpha1'}),
      '#!/bin/sh\n',
      /its apiVersion is not one of/,
    ],
  ])('a plugin that %s is told, and nothing of its stdout', async (_name, user, plug, message) => {
    const {port, asked} = await versionServer();
    const {path} = configOf(`https://127.0.0.1:${port}`, user, {}, {'plug.sh': plug});
    await expect(asking(path)()).rejects.toThrow(
      expect.objectContaining({exitCode: 3, message: expect.stringMatching(message)}),
    );
    expect(asked).toEqual([]);
  });

  test('whoever is impersonated is, with every group', async () => {
    const {port, asked} = await versionServer();
    const user = {token: 't', as: 'jane', 'as-uid': '7', 'as-groups': ['a', 'b'], 'as-user-extra': {scopes: ['x']}};
    const {path} = configOf(`https://127.0.0.1:${port}`, user);
    await asking(path)();
    const sent = asked[0]?.headers ?? [];
    const pairs = sent.flatMap((name, i) =>
      i % 2 === 0 && /^impersonate/i.test(name) ? [`${name}: ${sent[i + 1]}`] : [],
    );
    expect(pairs.sort()).toEqual([
      'Impersonate-Extra-scopes: x',
      'Impersonate-Group: a',
      'Impersonate-Group: b',
      'Impersonate-Uid: 7',
      'Impersonate-User: jane',
    ]);
    expect(asked[0]?.authorization).toBe('Bearer t');
  });

  test('a name and a password, over plain HTTP, as kubectl takes it', async () => {
    const {url, received} = await loopback(() => ({body: {}}));
    const {path} = configOf(url, {username: 'me', password: 'p'}, {'insecure-skip-tls-verify': null});
    await asking(path)();
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p').toString('base64')}`);
  });
});

describe('the server of a kubeconfig', () => {
  test('is asked through the proxy of the environment, unless it has one of its own', async () => {
    const {url, received} = await loopback(() => ({body: {}}));
    const env = {HTTP_PROXY: url, NO_PROXY: ''};
    await asking(configOf('http://k8s.example.com:8080', {token: 't'}).path, env)();
    expect(received[0]?.headers.host).toBe('k8s.example.com:8080');
    const own = configOf('http://k8s.example.com:8080', {token: 't'}, {'proxy-url': url});
    await asking(own.path, {HTTP_PROXY: 'http://127.0.0.1:1'})();
    expect(received).toHaveLength(2);
    const direct = asking(configOf('http://k8s.invalid:8080', {token: 't'}).path, {...env, NO_PROXY: '.invalid'});
    await expect(direct()).rejects.toThrow(/did not answer/);
    expect(received).toHaveLength(2);
  });

  test('is verified, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const {port, asked} = await versionServer();
    const {path} = configOf(`https://127.0.0.1:${port}`, {token: 't'}, {'insecure-skip-tls-verify': false});
    await expect(asking(path)()).rejects.toThrow(/its certificate is refused: /);
    expect(asked).toEqual([]);
  });

  test('is followed to no other address', async () => {
    const {url: other, received} = await loopback(() => ({body: {}}));
    const {url} = await loopback(() => ({status: 302, headers: {Location: `${other}/login?token=x`}}));
    const answer = await asking(configOf(url, {token: 't'}).path)();
    expect(answer).toMatchObject({code: 302, message: `the answer redirects to ${other}/login, which is not followed`});
    expect(received).toEqual([]);
  });
});

describe('files of a kubeconfig', () => {
  const write = (text: string) => {
    const path = join(tempDir(), 'config');
    writeFileSync(path, text);
    return path;
  };
  const contexts =
    'contexts: [{name: c, context: {cluster: k, user: u}}]\nusers: [{name: u, user: {token: hunter2}}]\n';
  const choose = (...files: string[]) => kubeConfigFor('c', {KUBECONFIG: files.join(':')});

  test.each([
    [
      'a name that stands twice',
      `${contexts}clusters: [{name: k, cluster: {server: "https://a"}}, {name: k, cluster: {}}]\n`,
      /names the cluster k twice$/,
    ],
    ['no YAML', `${contexts}clusters: [\n`, /it is not YAML that can be read: line 4, column 1$/],
    [
      'an alias of nothing',
      `${contexts}preferences: {a: *hunter2}\n`,
      /it is not YAML that can be read: line 3, column 18$/,
    ],
    ['aliases of aliases', bomb(contexts), /it is not YAML that can be read: line 1, column 1$/],
    ['deep nesting', `${contexts}x: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, /not YAML that can be read: line 1,/],
    ['another kind', 'kind: Pod\napiVersion: v1\n', /it is a Pod, not a Config$/],
    [
      'a number for a token',
      'users: [{name: u, user: {token: 1}}]\n',
      /users\.0\.user\.token: must be a text, is a number$/,
    ],
  ])('%s is told with the file it is in, and nothing of it', (_name, text, message) => {
    const wrong = write(text);
    const right = write(`${contexts}clusters: [{name: k, cluster: {server: "https://a"}}]\n`);
    const told = (() => {
      try {
        choose(right, wrong);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(told).toMatch(message);
    expect(told).toContain(wrong);
    expect(told).not.toContain('hunter2');
  });

  test('a name that stands in two is told: a context may get the cluster of another file', () => {
    const one = write('clusters: [{name: k, cluster: {server: "https://one"}}]\n');
    const two = write(`${contexts}clusters: [{name: k, cluster: {server: "https://two"}}]\n`);
    const {config, collisions} = choose(one, two);
    expect(config.getCurrentCluster()?.server).toBe('https://one');
    expect(collisions).toEqual([`the cluster k is in ${one} and ${two}: the first counts, as for kubectl`]);
  });

  test('what another context lacks is no matter; files that are missing are left out, unless all are', () => {
    const path = write(
      `${contexts}clusters: [{name: broken}, {name: k, cluster: {server: "https://a"}}]\nextensions: null\n`,
    );
    expect(choose('/nonexistent/config', path).config.getCurrentCluster()?.server).toBe('https://a');
    expect(() => choose('/nonexistent/config')).toThrow(
      expect.objectContaining({exitCode: 3, message: 'KUBECONFIG names /nonexistent/config, which is not there'}),
    );
  });
});
