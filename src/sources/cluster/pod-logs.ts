import {z} from 'zod';
import {listOf} from '../../lib/list-of.js';
import {objectOr} from '../kit/parse.js';
import {ApiError, type ClusterApi} from './api.js';

/** One line that a container has written. */
export interface LogLine {
  namespace: string;
  pod: string;
  container: string;
  /** RFC 3339 with nanoseconds. */
  at: string;
  text: string;
}

const Status = z.looseObject({
  name: z.string(),
  restartCount: z.number().nullish(),
  state: objectOr(z.looseObject({waiting: z.unknown().optional()})),
});
const statuses = listOf(Status);
const Pod = z.looseObject({
  metadata: z.looseObject({name: z.string(), namespace: z.string()}),
  status: objectOr(
    z.looseObject({
      containerStatuses: statuses,
      initContainerStatuses: statuses,
      ephemeralContainerStatuses: statuses,
    }),
  ),
});
const Pods = z.looseObject({items: listOf(Pod)});

/** Bytes of one container's log that are read at a time. */
const LIMIT_BYTES = 1024 * 1024;
/** The pod is gone, or its container has not begun to write. */
const NOTHING_YET = [400, 404];

/** What containers write from a moment on, each line once. */
export class PodLogs {
  readonly #read = new Map<string, string>();

  constructor(
    readonly api: ClusterApi,
    /** Nothing older is asked for. */
    readonly since: Date,
  ) {}

  /** The new lines of all containers in a namespace, or of those that a label selector selects. @throws as `ClusterApi`. */
  async next({namespace, selector}: {namespace: string; selector?: string | undefined}, signal: AbortSignal) {
    const query = selector === undefined ? '' : `?labelSelector=${encodeURIComponent(selector)}`;
    const {items} = await this.api.get(`/api/v1/namespaces/${namespace}/pods${query}`, Pods, signal);
    const lines = await Promise.all(
      items.flatMap(pod => containersOf(pod).map(name => this.#lines(pod, name, signal))),
    );
    return lines.flat();
  }

  async #lines({metadata}: z.output<typeof Pod>, container: string, signal: AbortSignal): Promise<LogLine[]> {
    const {namespace, name: pod} = metadata;
    const key = `${namespace}/${pod}/${container}`;
    const last = this.#read.get(key) ?? this.since.toISOString();
    const query = `?container=${container}&timestamps=true&sinceTime=${encodeURIComponent(last)}&limitBytes=${LIMIT_BYTES}`;
    const text = await this.api.text(`/api/v1/namespaces/${namespace}/pods/${pod}/log${query}`, signal).catch(error => {
      if (error instanceof ApiError && NOTHING_YET.includes(error.code)) return '';
      throw error;
    });
    // The server knows whole seconds only: what was read of this second comes again.
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .flatMap(line => lineOf(line, {namespace, pod, container}) ?? [])
      .filter(line => isAfter(line.at, last));
    this.#read.set(key, lines.at(-1)?.at ?? last);
    return lines;
  }
}

function containersOf({status}: z.output<typeof Pod>): string[] {
  const all = [status.initContainerStatuses, status.containerStatuses, status.ephemeralContainerStatuses];
  return all.flat().flatMap(c => (c.state.waiting && !c.restartCount ? [] : [c.name]));
}

function lineOf(line: string, where: Omit<LogLine, 'at' | 'text'>): LogLine | undefined {
  const [, at, text] = /^(\d{4}-\d\d-\d\dT\S+) (.*)$/.exec(line) ?? [];
  return at === undefined || text === undefined ? undefined : {...where, at, text};
}

/** By seconds, then by what is behind the point: fractions have as many digits as they need. */
function isAfter(one: string, other: string): boolean {
  const [a, b] = [one, other].map(at => [Date.parse(at.replace(/\.\d+/, '')), fraction(at)] as const);
  if (!a || !b) return false;
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}

const fraction = (at: string): string => (/\.(\d+)/.exec(at)?.[1] ?? '').padEnd(9, '0');
