import {setTimeout as delay} from 'node:timers/promises';
import {onTestFinished} from 'vitest';
import {uniqueName} from '../lab.js';
import {followNode, type ShipperFaults} from './node-logs.js';

type Labels = Record<string, string>;
type Kind = 'containers' | 'nodes' | 'events' | 'audit';

/** How often what was read goes to Loki. */
const FLUSH_MS = 250;

/**
 * What a cluster's node logs, pushed to a Loki in batches, as Promtail or Alloy would: lines of containers with the time
 * of the runtime and the names of their pod as labels, all others with the time at which they were read. Its streams
 * have labels that no other test uses. Gone with the test.
 *
 * @returns LogQL that selects each kind of log.
 */
export function shipToLoki(url: string, node: string, faults: ShipperFaults = {}): Record<Kind, string> {
  const name = uniqueName('kubedrill-test');
  const batch = new Batch(url);
  const now = (kind: Kind) => (line: string) => batch.add({job: `${name}-${kind}`}, nanosecondsNow(), line);
  const container = (line: string) => {
    const [, path = '', time = '', stream = '', text = ''] = /^(\S+) (\S+) (\S+) [PF] (.*)$/.exec(line) ?? [];
    if (faults.dropsEveryTenth && /containers n=\d*0 of/.test(text)) return;
    const whose = faults.knowsNothingOfKubernetes ? {filename: path} : podOf(path);
    batch.add({job: `${name}-containers`, stream, ...whose}, nanoseconds(time), text);
  };
  const stop = followNode(
    node,
    {containers: container, system: container, nodes: now('nodes'), events: now('events'), audit: now('audit')},
    faults,
  );
  onTestFinished(async () => {
    await stop();
    await batch.close();
  });
  const select = (kind: Kind) => `{job="${name}-${kind}"}`;
  return {containers: select('containers'), nodes: select('nodes'), events: select('events'), audit: select('audit')};
}

/** Collects lines by stream, and pushes them; what Loki refuses is lost, as a shipper's is. */
class Batch {
  #streams = new Map<string, {stream: Labels; values: [ns: string, line: string][]}>();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  constructor(readonly url: string) {
    this.#running = this.#run();
  }

  add(stream: Labels, ns: string, line: string): void {
    const key = JSON.stringify(stream);
    const known = this.#streams.get(key) ?? {stream, values: []};
    known.values.push([ns, line]);
    this.#streams.set(key, known);
  }

  /** Pushes what is left. */
  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const {signal} = this.#stopping;
    while (!signal.aborted) {
      await delay(FLUSH_MS, undefined, {signal}).catch(() => {
        // The test is over: what is there is pushed at once.
      });
      await this.#push();
    }
  }

  async #push(): Promise<void> {
    const streams = [...this.#streams.values()];
    this.#streams = new Map();
    if (!streams.length) return;
    const response = await fetch(`${this.url}/loki/api/v1/push`, {
      method: 'POST',
      headers: {'Content-Type': 'application/json'},
      body: JSON.stringify({streams}),
    });
    if (!response.ok) process.stderr.write(`Loki refused a batch: ${response.status} ${await response.text()}\n`);
  }
}

/** By the path of the kubelet: /var/log/pods/NAMESPACE_POD_UID/CONTAINER/0.log. */
function podOf(path: string): Labels {
  const [, namespace = '', pod = '', container = ''] =
    /^\/var\/log\/pods\/([^_]+)_([^_]+)_[^/]+\/([^/]+)\//.exec(path) ?? [];
  return {namespace, pod, container};
}

const nanosecondsNow = (): string => `${Date.now()}000000`;

/** Of RFC 3339, as the runtime writes it. */
function nanoseconds(time: string): string {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return `${Date.parse(time.replace(/\.\d+/, '')) / 1000}${fraction.padEnd(9, '0')}`;
}
