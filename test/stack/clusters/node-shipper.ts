import {spawn} from 'node:child_process';
import {appendFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {tempDir} from '../../helpers/temp.js';
import {call, lab, uniqueName} from '../lab.js';
import {ended, followNode, type ShipperFaults} from './node-logs.js';

/**
 * What a cluster's node logs, shipped to the lab's OpenSearch: read in the node as a DaemonSet would, and sent by a
 * rsyslog with a configuration of the test's own. The audit log goes the way of the lab's rsyslog. Gone with the test.
 *
 * @returns the index of each kind of log.
 */
export async function shipFrom(node: string, faults: ShipperFaults = {}) {
  const dir = tempDir();
  const name = uniqueName('kubedrill-test');
  const index = {containers: `${name}-containers`, nodes: `${name}-nodes`, events: `${name}-events`};
  mkdirSync(join(dir, 'spool'));
  for (const kind of Object.keys(index)) writeFileSync(join(dir, `${kind}.log`), '');
  writeFileSync(join(dir, 'rsyslog.conf'), configuration(dir, index, faults));
  const env = {...process.env, PATH: `${process.env.PATH}:/usr/sbin`};
  const shipper = spawn('rsyslogd', ['-n', '-f', join(dir, 'rsyslog.conf'), '-i', join(dir, 'pid')], {
    env,
    stdio: 'ignore',
  });
  const into = (file: string) => (line: string) => appendFileSync(file, `${line}\n`);
  const stop = followNode(
    node,
    {
      containers: into(join(dir, 'containers.log')),
      system: into(join(dir, 'containers-system.log')),
      nodes: into(join(dir, 'nodes.log')),
      events: into(join(dir, 'events.log')),
      audit: into(lab('LAB_AUDIT_LOG')),
    },
    faults,
  );
  onTestFinished(async () => {
    await stop();
    shipper.kill();
    await ended(shipper);
    await call('DELETE', `${lab('LAB_OPENSEARCH')}/${name}-*`);
  });
  return index;
}

function configuration(dir: string, index: Record<string, string>, faults: ShipperFaults): string {
  const {hostname, port} = new URL(lab('LAB_OPENSEARCH'));
  const send = (to: string) =>
    `action(type="omelasticsearch" server="${hostname}" serverport="${port}" searchIndex="${to}" searchType="" ` +
    `template="document" bulkmode="on" errorfile="${dir}/errors.log" queue.type="LinkedList" queue.dequeueBatchSize="500")`;
  const part = (pattern: string) => `re_extract($msg, "${pattern}", 0, 1, "")`;
  const pod = (field: string, pattern: string) => `set $!kubernetes!${field} = ${part(pattern)};`;
  const metadata = [
    pod('namespace_name', '^/var/log/pods/([^_]+)_'),
    pod('pod_name', '^/var/log/pods/[^_]+_([^_]+)_'),
    pod('container_name', '^/var/log/pods/[^/]+/([^/]+)/'),
  ];
  return `
module(load="imfile" mode="inotify")
module(load="mmjsonparse")
module(load="omelasticsearch")
global(workDirectory="${dir}/spool" maxMessageSize="1m")
template(name="document" type="list") { property(name="$!all-json") }
template(name="now" type="list") { property(name="timegenerated" dateFormat="rfc3339") }
ruleset(name="containers") {
  ${faults.dropsEveryTenth ? 'if re_match($msg, "containers n=[0-9]*0 of") then stop' : ''}
  set $!log!file!path = ${part('^([^ ]+) ')};
  set $!@timestamp = ${part('^[^ ]+ ([^ ]+) ')};
  set $!stream = ${part('^[^ ]+ [^ ]+ ([^ ]+) ')};
  set $!message = ${part('^[^ ]+ [^ ]+ [^ ]+ [PF] (.*)')};
  ${faults.knowsNothingOfKubernetes ? '' : metadata.join('\n  ')}
  ${send(index.containers ?? '')}
}
ruleset(name="nodes") {
  action(type="mmjsonparse" cookie="")
  set $!@timestamp = exec_template("now");
  ${send(index.nodes ?? '')}
}
ruleset(name="events") {
  set $!message = $msg;
  set $!@timestamp = exec_template("now");
  ${send(index.events ?? '')}
}
${Object.keys(index)
  .map(kind => `input(type="imfile" File="${dir}/${kind}*.log" Tag="${kind}" ruleset="${kind}" addMetadata="off")`)
  .join('\n')}
`;
}
