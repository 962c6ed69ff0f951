import {isDeepStrictEqual} from 'node:util';
import {Worker} from 'node:worker_threads';
import {packaged} from '../../../lib/paths.js';
import type {RuleSet} from '../../../sigma/rule-set.js';
import type {RuleFlags} from '../load.js';
import type {Digest} from '../play/digest.js';
import type {LogLines} from '../play/digest-lines.js';
import type {Player} from '../play/player.js';
import {namesOf, received, type Said, type ThreadStart} from './messages.js';

/** A thread works on one part while the next ones wait for it. */
const AT_ONCE = 4;

/** The lines of a part are garbage once it is digested: more room for young objects does not make a thread faster. */
const SMALL = {maxYoungGenerationSizeMb: 6};

interface Thread {
  worker: Worker;
  isReady: boolean;
  /** Called when it is ready, or gone. */
  settled(): void;
  /** What it works on, by the number of the job. */
  jobs: Map<number, (digest: Digest | undefined) => void>;
}

/**
 * Threads that digest lines of logs. One that fails is no loss: what it had is digested by nobody, and the caller
 * does it.
 */
export class DigestPool {
  #threads: Thread[] = [];
  #started: Promise<unknown> | undefined;
  #jobs = 0;
  /** Parts that threads have digested. */
  digested = 0;

  constructor(
    readonly size: number,
    readonly rules: RuleSet,
    readonly begin: ThreadStart,
  ) {}

  /** Starts the threads, once; each takes lines when it has loaded the rules. Resolves when all are ready or gone. */
  start(): Promise<unknown> {
    this.#started ??= Promise.all(Array.from({length: this.size}, () => this.#startOne()));
    return this.#started;
  }

  #startOne(): Promise<void> {
    const worker = new Worker(packaged('dist', 'cli', 'rules-thread.js'), {
      ...{workerData: this.begin, resourceLimits: SMALL},
    });
    return new Promise(settled => {
      const thread: Thread = {worker, isReady: false, settled, jobs: new Map()};
      this.#threads.push(thread);
      worker.on('message', (said: Said) => this.#hear(thread, said));
      worker.on('error', () => this.#drop(thread));
    });
  }

  #hear(thread: Thread, said: Said): void {
    if (said.type === 'digest') {
      this.digested++;
      this.#done(thread, said.id, said.digest && received(said.digest, this.rules));
    } else if (isDeepStrictEqual(said.rules, namesOf(this.rules))) {
      thread.isReady = true;
      thread.settled();
    } else this.#drop(thread);
  }

  /** What lines come to, undefined where they cannot be digested alone; undefined at once where no thread is free. */
  offer(lines: LogLines): Promise<Digest | undefined> | undefined {
    const thread = this.#threads
      .filter(({isReady, jobs}) => isReady && jobs.size < AT_ONCE)
      .sort((a, b) => a.jobs.size - b.jobs.size)[0];
    if (!thread) return undefined;
    const id = this.#jobs++;
    return new Promise(resolve => {
      thread.jobs.set(id, resolve);
      thread.worker.postMessage({id, ...lines});
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map(({worker}) => worker.terminate()));
  }

  #done(thread: Thread, id: number, digest: Digest | undefined): void {
    thread.jobs.get(id)?.(digest);
    thread.jobs.delete(id);
  }

  #drop(thread: Thread): void {
    this.#threads = this.#threads.filter(other => other !== thread);
    for (const id of [...thread.jobs.keys()]) this.#done(thread, id, undefined);
    thread.settled();
    void thread.worker.terminate();
  }
}

/** Does something with this many threads beside this one, which load the player's rules by the same flags. */
export async function withThreads(
  size: number,
  {rules, window, count: {labels}}: Player,
  flags: RuleFlags,
  work: (pool: DigestPool) => Promise<void>,
): Promise<void> {
  const labelled = labels && new Set(Object.values(labels).flat());
  const pool = new DigestPool(size, rules, {flags, window, labelled});
  try {
    await work(pool);
  } finally {
    await pool.end();
  }
}
