import {writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {networkInterfaces} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {diagnoseLive} from '../../src/cli/doctor/live.js';
import {ownIdentity} from '../../src/live/server/tls.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

const NOW = new Date();
const states = (findings: Awaited<ReturnType<typeof diagnoseLive>>) => findings.map(({id, state}) => `${id} ${state}`);

/** A port of loopback that something listens at. */
async function taken(): Promise<number> {
  const server = createServer((_, response) => response.end('not a drill')).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** The files of a certificate for loopback that was made at a time. */
async function files(made: Date) {
  const {certificate, key} = await ownIdentity(['127.0.0.1'], made);
  const dir = tempDir();
  const [tlsCert, tlsKey] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
  writeFileSync(tlsCert, certificate);
  writeFileSync(tlsKey, key.reveal());
  return {tlsCert, tlsKey};
}

describe('doctor --live', () => {
  test('at loopback: it answers itself, and says that nobody else gets there; exit code 0', async () => {
    const {code, stdout} = await kubedrill('doctor', '--cluster', 'simulated', '--live', '--listen', '127.0.0.1:0');
    expect(stdout).toMatch(
      /! people come to: http:\/\/127\.0\.0\.1:\d+, from this machine alone\n +next: .*0\.0\.0\.0/,
    );
    expect(stdout).toMatch(/✔ port: 127\.0\.0\.1:\d+ is free\n✔ reached: http:\/\/127\.0\.0\.1:\d+\/healthz answers/);
    expect(stdout).toContain('✔ TLS: none');
    expect(stdout).not.toContain('firewall');
    expect(code).toBe(0);
  });

  test('a port that is taken is exit code 3, with what to do', async () => {
    const address = `127.0.0.1:${await taken()}`;
    const {code, stdout} = await kubedrill('doctor', '--cluster', 'simulated', '--live', '--listen', address);
    expect(stdout).toContain(`✖ port: ${address}: something listens there already`);
    expect(stdout).toContain('next: another port');
    expect(stdout).not.toContain('answers this machine');
    expect(code).toBe(3);
  });

  test('what is no address, and a flag without --live, are exit code 2', async () => {
    expect((await kubedrill('doctor', '--live', '--listen', 'nowhere')).stderr).toContain('is not an address');
    const {code, stderr} = await kubedrill('doctor', '--listen', '127.0.0.1:0');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--listen needs --live')]);
  });

  test.runIf(
    Object.values(networkInterfaces())
      .flat()
      .some(one => one && !one.internal && one.family === 'IPv4'),
  )('beyond this machine it names every address, tries each over TLS, and says what it cannot see', async () => {
    const findings = await diagnoseLive({listen: '0.0.0.0:0', hostName: ['drill.example']}, NOW);
    const [people] = findings;
    expect([people?.detail, ...(people?.lines ?? [])].join(' ')).toMatch(
      /https:\/\/[\d.]+:\d+.*https:\/\/drill\.example:\d+/,
    );
    expect(states(findings)).toEqual(
      expect.arrayContaining(['live-tls ok', 'live-port ok', 'live-reached ok', 'live-firewall warning']),
    );
    expect(findings.filter(({state}) => state === 'failed')).toEqual([]);
    const open = await diagnoseLive({listen: '0.0.0.0:0', insecureHttp: true}, NOW);
    expect(open.find(({id}) => id === 'live-tls')).toMatchObject({
      state: 'warning',
      detail: expect.stringMatching(/read along/),
    });
  });

  test('a certificate of one’s own: for whom, until when, and whether that is over', async () => {
    const fresh = await files(NOW);
    const good = await diagnoseLive({listen: '127.0.0.1:0', ...fresh}, NOW);
    expect(good.find(({id}) => id === 'live-tls')).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/for IP Address:127\.0\.0\.1, until/),
    });
    expect(states(good)).toContain('live-reached ok');
    const soon = await diagnoseLive({listen: '127.0.0.1:0', ...fresh}, new Date(NOW.getTime() + 30 * 3_600_000));
    expect(states(soon)).toContain('live-tls warning');
    const old = await diagnoseLive({listen: '127.0.0.1:0', ...fresh}, new Date(NOW.getTime() + 60 * 3_600_000));
    expect(states(old)).toContain('live-tls failed');
    writeFileSync(fresh.tlsCert, 'not a certificate');
    const wrong = await diagnoseLive({listen: '127.0.0.1:0', ...fresh}, NOW);
    expect(states(wrong)).toContain('live-tls failed');
    expect(states(wrong)).toContain('live-port failed');
  });
});
