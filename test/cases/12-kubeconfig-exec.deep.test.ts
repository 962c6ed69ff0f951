import {describe, expect, test} from 'vitest';
import {caseFolder, versionServer} from '../helpers/api-server-tls.js';
import {kubedrillIn} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';

async function run(config: (port: number) => string, status?: number) {
  const {port, asked} = await versionServer(status);
  const done = await kubedrillIn(
    {KUBECONFIG: config(port), PATH: process.env.PATH},
    ...['run', 'secrets-listed', '--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging'],
    ...['--no-tui', '--out', tempDir()],
  );
  return {...done, asked};
}

const inCase = (file: string) => (port: number) => caseFolder('12-kubeconfig-exec', {19310: port})(file);

const kubeconfig = (text: string) => (port: number) => tempFile('config', text.replaceAll('PORT', String(port)));

describe('12-kubeconfig-exec', () => {
  test('execrel: the plugin beside the kubeconfig is run', async () => {
    const {asked} = await run(inCase('execrel.yaml'));
    expect(asked[0]).toMatchObject({path: '/version', authorization: 'Bearer from-plugin'});
  });

  test('execmissing: it is not installed, and its hint says how to', async () => {
    const {code, stderr, asked} = await run(inCase('execmissing.yaml'));
    expect(stderr).toContain('the credential plugin no-such-plugin of user u is not installed');
    expect(stderr).toContain('Install the plugin from https://example.com');
    expect(stderr).not.toContain('does not answer');
    expect(asked).toEqual([]);
    expect(code).toBe(3);
  });

  test('execfail: it failed, with its exit code and its own words', async () => {
    const {code, stderr, asked} = await run(inCase('execfail.yaml'));
    expect(stderr).toMatch(
      /the credential plugin \S*plugfail\.sh of user u failed with exit code 253: Unable to locate/,
    );
    expect(stderr).not.toContain('does not answer');
    expect(asked).toEqual([]);
    expect(code).toBe(3);
  });

  test('a 403 from /version is told as one', async () => {
    const {code, stderr} = await run(inCase('execrel.yaml'), 403);
    expect(stderr).toMatch(/https:\/\/127\.0\.0\.1:\d+ answers 403 to GET \/version: forbidden/);
    expect(stderr).not.toContain('does not answer');
    expect(code).toBe(3);
  });

  test('a context whose cluster is not there is told with both names', async () => {
    const {code, stderr} = await run(
      kubeconfig(
        'contexts: [{name: staging, context: {cluster: gone, user: u}}]\nusers: [{name: u, user: {token: t}}]\n',
      ),
    );
    expect(stderr).toMatch(/the context staging of \S+ names the cluster gone, which is in no file of the kubeconfig/);
    expect(code).toBe(3);
  });

  test('a certificate that is refused is told as that', async () => {
    const {code, stderr} = await run(
      kubeconfig(
        'clusters: [{name: c, cluster: {server: "https://127.0.0.1:PORT"}}]\nusers: [{name: u, user: {token: t}}]\n' +
          'contexts: [{name: staging, context: {cluster: c, user: u}}]\n',
      ),
    );
    expect(stderr).toMatch(/https:\/\/127\.0\.0\.1:\d+ does not answer: its certificate is refused: /);
    expect(code).toBe(3);
  });
});
