import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import {freePort} from '../../src/lib/net/ports.js';
import {tempDir} from '../helpers/temp.js';

/** Pushes lines into a stream of a Loki, each with its time. */
export async function push(
  url: string,
  stream: Record<string, string>,
  lines: readonly {at: Date; line: string}[],
  tenant = 'fake',
): Promise<{status: number; text: string}> {
  const values = lines.map(({at, line}, i) => [`${at.getTime()}${String(i % 1_000_000).padStart(6, '0')}`, line]);
  const response = await fetch(`${url}/loki/api/v1/push`, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', 'X-Scope-OrgID': tenant},
    body: JSON.stringify({streams: [{stream, values}]}),
  });
  return {status: response.status, text: await response.text()};
}

/** A rule file's content. */
export interface RuleGroups {
  groups: {name: string; interval: string; rules: object[]}[];
}

/** A Loki of the test's own (`loki` on PATH) with several tenants and a ruler that runs every second; it sends to `alertmanager`. */
export async function ownLoki(rules: Record<string, RuleGroups>, alertmanager?: string): Promise<string> {
  const dir = tempDir();
  for (const [tenant, groups] of Object.entries(rules)) {
    mkdirSync(join(dir, 'rules', tenant), {recursive: true});
    writeFileSync(join(dir, 'rules', tenant, 'rules.yml'), JSON.stringify(groups));
  }
  const [http, grpc] = [await freePort(), await freePort()];
  const directory = join(dir, 'rules');
  const config = {
    auth_enabled: true,
    server: {
      ...{http_listen_address: '127.0.0.1', http_listen_port: http, log_level: 'warn'},
      ...{grpc_listen_address: '127.0.0.1', grpc_listen_port: grpc},
    },
    common: {
      instance_addr: '127.0.0.1',
      replication_factor: 1,
      path_prefix: join(dir, 'data'),
      ring: {kvstore: {store: 'inmemory'}},
      storage: {filesystem: {chunks_directory: join(dir, 'chunks'), rules_directory: directory}},
    },
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: {prefix: 'i_', period: '24h'},
        },
      ],
    },
    ruler: {
      rule_path: join(dir, 'scratch'),
      evaluation_interval: '1s',
      poll_interval: '1s',
      ...(alertmanager !== undefined && {alertmanager_url: alertmanager}),
      storage: {type: 'local', local: {directory}},
      ring: {kvstore: {store: 'inmemory'}},
    },
    analytics: {reporting_enabled: false},
  };
  writeFileSync(join(dir, 'loki.yaml'), JSON.stringify(config));
  const child = spawn('loki', [`-config.file=${join(dir, 'loki.yaml')}`], {cwd: dir, stdio: 'ignore'});
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const url = `http://127.0.0.1:${http}`;
  const ready = () =>
    fetch(`${url}/ready`).then(
      r => r.status,
      () => 0,
    );
  await expect.poll(ready, {timeout: 60_000, interval: 300}).toBe(200);
  return url;
}
