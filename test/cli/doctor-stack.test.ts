import {describe, expect, test} from 'vitest';
import {auditEvent} from '../helpers/audit-event.js';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {loopback} from '../helpers/loopback.js';
import {smallStore} from '../helpers/store.js';
import {tempFile} from '../helpers/temp.js';

const stackFile = (url: string) =>
  tempFile('stack.yaml', `title: test\nsources:\n  - {type: elasticsearch, url: "${url}", index: audit}\n`);

describe('doctor --stack', () => {
  test('says of every source how it is; exit code 0', async () => {
    const store = await smallStore();
    store.events.push(auditEvent('kd-1a2b3c', new Date()));
    const {code, stdout} = await kubedrill('doctor', '--stack', stackFile(store.url));
    expect(stdout).toMatch(
      /✔ source elasticsearch \(collected\): Elasticsearch 8\.15\.0, newest record .* old, the event at the root/,
    );
    expect(code).toBe(0);
  });

  test('a source that refuses is exit code 3, with what to do, and no credential in sight', async () => {
    const refusing = await loopback(() => ({
      status: 401,
      body: {error: {type: 'security_exception', reason: 'unable to authenticate'}},
    }));
    const file = tempFile('es.key', 's3cret-key\n');
    const stack = tempFile(
      'stack.yaml',
      `title: test\nsources:\n  - {type: elasticsearch, url: "${refusing.url}", index: audit, auth: {apiKey: {file: "${file}"}}}\n`,
    );
    const {code, stdout, stderr} = await kubedrill('doctor', '--stack', stack);
    expect(stdout).toContain('✖ source elasticsearch (collected)');
    expect(stdout).toContain('refuses these credentials (401): security_exception: unable to authenticate');
    expect(stdout).toContain('next: check auth of this source');
    expect(refusing.received[0]?.headers.authorization).toBe('ApiKey s3cret-key');
    expect(stdout + stderr).not.toContain('s3cret-key');
    expect(code).toBe(3);
  });

  test('says that the environment switches no verification off, and which source takes any certificate', async () => {
    const stack = tempFile(
      'stack.yaml',
      'title: test\nsources:\n  - {type: alertmanager, url: "https://127.0.0.1:1", tls: {insecure: true}}\n',
    );
    const {stdout} = await kubedrillIn({NODE_TLS_REJECT_UNAUTHORIZED: '0'}, 'doctor', '--stack', stack);
    expect(stdout).toContain(
      'certificates: NODE_TLS_REJECT_UNAUTHORIZED=0 is set, and ignored: certificates are verified',
    );
    expect(stdout).toContain('certificate of alertmanager: is not verified: its stack file says `insecure`');
  });

  test('a proxy that is none is exit code 3, and its value is not repeated', async () => {
    const {code, stdout, stderr} = await kubedrillIn(
      {HTTP_PROXY: 'ftp://hunter2'},
      ...['doctor', '--stack', stackFile('http://es.example.com:9200')],
    );
    expect({code, stdout}).toMatchObject({code: 3, stdout: expect.stringContaining('HTTP_PROXY is not the address')});
    expect(stdout + stderr).not.toContain('hunter2');
  });

  test('--json has the same as data', async () => {
    const store = await smallStore();
    const {stdout} = await kubedrill('doctor', '--json', '--stack', stackFile(store.url));
    const {findings} = JSON.parse(stdout) as {findings: {id: string; state: string}[]};
    expect(findings.find(f => f.id === 'sources')).toMatchObject({
      state: 'warning',
      title: 'source elasticsearch (collected)',
      next: [expect.stringContaining('check that the shipper reads the audit log')],
    });
  });

  test('wrong usage and a stack file with a mistake are exit code 2', async () => {
    expect(await kubedrill('doctor', '--reuse')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--reuse needs --stack'),
    });
    const wrong = tempFile(
      'stack.yaml',
      'title: test\nsources:\n  - {type: elasticsearch, url: "http://127.0.0.1:9", indx: audit}\n',
    );
    const {code, stderr} = await kubedrill('doctor', '--stack', wrong);
    expect(stderr).toMatch(/stack\.yaml:3:\d+ indx: unknown key/);
    expect(code).toBe(2);
  });

  test('a cluster to measure from that is not there is exit code 3', async () => {
    const store = await smallStore();
    const {code, stderr} = await kubedrill('doctor', '--stack', stackFile(store.url), '--reuse', 'kubedrill-absent');
    expect(stderr).toContain('kind is not installed');
    expect(code).toBe(3);
  });
});
