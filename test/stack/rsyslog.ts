import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished, vi} from 'vitest';
import {tempDir} from '../helpers/temp.js';
import {call, lab} from './lab.js';
import {shipped} from './shipper.js';

/** A real rsyslog that ships a JSON-lines file into an index of the real OpenSearch. */
export interface Rsyslog {
  /** The file that it reads. */
  file: string;
  stop(): Promise<void>;
}

/** rsyslog's configuration: the event at the root of the record, and `@timestamp` beside it. */
function configuration(dir: string, file: string, index: string): string {
  const {hostname, port} = new URL(lab('LAB_OPENSEARCH'));
  return `module(load="imfile" mode="inotify")
module(load="mmjsonparse")
module(load="omelasticsearch")
global(workDirectory="${dir}/spool" maxMessageSize="1m")
template(name="audit" type="list") { property(name="$!all-json") }
ruleset(name="audit") {
  action(type="mmjsonparse" cookie="")
  set $!@timestamp = $!requestReceivedTimestamp;
  action(type="omelasticsearch" server="${hostname}" serverport="${port}" searchIndex="${index}" searchType="" template="audit"
    bulkmode="on" errorfile="${dir}/errors.log" action.resumeRetryCount="-1")
}
input(type="imfile" File="${file}" Tag="audit" ruleset="audit" addMetadata="off")
`;
}

/** Starts rsyslog on a file of its own. */
export function ownRsyslog(index: string): Promise<Rsyslog> {
  const file = join(tempDir(), 'audit.log');
  writeFileSync(file, '');
  return shipping(file, index);
}

/** Starts rsyslog (`rsyslogd` on PATH) on a file; it is stopped with the test. */
export async function shipping(file: string, index: string): Promise<Rsyslog> {
  const dir = tempDir();
  mkdirSync(join(dir, 'spool'));
  writeFileSync(join(dir, 'rsyslog.conf'), configuration(dir, file, index));
  const child = spawn('rsyslogd', ['-n', '-f', join(dir, 'rsyslog.conf'), '-i', join(dir, 'pid')], {stdio: 'ignore'});
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };
  onTestFinished(stop);
  return {file, stop};
}

/** Writes the cluster's audit log into a file as well, from which a shipper may read it. */
export const written = (file: string) => shipped(lines => appendFileSync(file, `${lines.join('\n')}\n`));

/** Resolves when so many records are in an index. */
export const holds = (index: string, least: number): Promise<void> =>
  vi.waitFor(
    async () => {
      await call('POST', `${lab('LAB_OPENSEARCH')}/${index}/_refresh`);
      const {count} = (await call('GET', `${lab('LAB_OPENSEARCH')}/${index}/_count`)) as {count: number};
      if (count < least) throw new Error(`${index} holds ${count} records`);
    },
    {timeout: 60_000, interval: 200},
  );
