import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {onTestFinished, vi} from 'vitest';
import {tempDir} from '../helpers/temp.js';
import {call, lab, uniqueName} from './lab.js';

/** A real ElastAlert2 on the real OpenSearch, with rules and books of the test's own. */
export interface ElastAlert {
  writeback: string;
  /** Resolves when a rule has been run, which takes it some seconds after its start. */
  ran(rule: string): Promise<void>;
  log(): string;
  stop(): Promise<void>;
}

/** Starts ElastAlert2 with rules; each is a rule file's content. It runs them every second, and stops with the test. */
export async function elastAlert(rules: readonly Record<string, unknown>[], more: object = {}): Promise<ElastAlert> {
  const program = lab('LAB_ELASTALERT');
  const {hostname, port} = new URL(lab('LAB_OPENSEARCH'));
  const writeback = uniqueName('kubedrill-test-elastalert');
  const dir = tempDir();
  mkdirSync(join(dir, 'rules'));
  const config = {
    rules_folder: join(dir, 'rules'),
    run_every: {seconds: 1},
    buffer_time: {minutes: 2},
    es_host: hostname,
    es_port: Number(port),
    writeback_index: writeback,
    alert_time_limit: {minutes: 5},
    ...more,
  };
  // Every YAML parser reads JSON.
  writeFileSync(join(dir, 'config.yaml'), JSON.stringify(config));
  for (const rule of rules) writeFileSync(join(dir, 'rules', `${rule.name}.yaml`), JSON.stringify(rule));
  const plain = ['--no-ssl', '--no-verify-certs', '--no-auth', '--url-prefix', '', '--old-index', ''];
  execFileSync(
    join(dirname(program), 'elastalert-create-index'),
    ['--host', hostname, '--port', port, ...plain, '--index', writeback],
    {stdio: 'pipe', cwd: dir},
  );
  const child = spawn(program, ['--config', join(dir, 'config.yaml'), '--verbose'], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', chunk => {
    log += chunk;
  });
  const ended = once(child, 'close');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(async () => {
    await stop();
    await call('DELETE', `${lab('LAB_OPENSEARCH')}/${writeback},${writeback}_*`);
  });
  const status = `${lab('LAB_OPENSEARCH')}/${writeback}_status`;
  const ran = (rule: string): Promise<void> =>
    vi.waitFor(
      async () => {
        const query = {query: {term: {rule_name: rule}}};
        const {count} = (await call('POST', `${status}/_count`, query)) as {count: number};
        if (!count) throw new Error(`ElastAlert2 has not run ${rule}: ${log.slice(-500)}`);
      },
      {timeout: 90_000, interval: 300},
    );
  return {writeback, ran, log: () => log, stop};
}

/** A rule that alerts on every list of secrets in an index, by a POST. */
export const secretsListed = (index: string, url: string, more: object = {}): Record<string, unknown> => ({
  name: 'secrets-listed',
  type: 'any',
  index,
  filter: [{term: {'objectRef.resource.keyword': 'secrets'}}, {term: {'verb.keyword': 'list'}}],
  realert: {seconds: 0},
  alert: ['post2'],
  http_post2_url: url,
  ...more,
});
