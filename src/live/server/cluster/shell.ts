import {KubeConfig} from '@kubernetes/client-node';
import {ApiClient} from '../../../cluster/api/client.js';
import {type Outcome, runKubectl} from '../../../kubectl/run.js';
import {DrillError} from '../../../lib/errors.js';
import type {Exercise} from '../../conductor/exercise.js';
import {refuse} from '../../conductor/refused.js';
import type {Participant} from '../../conductor/roster.js';
import type {Kubeconfigs} from './kubeconfig.js';

/** Lines of kubectl that people give by the page: each is run as the person, on the cluster that their kubeconfig leads to. */
export class Shells {
  #clients = new Map<string, Promise<ApiClient>>();

  constructor(
    readonly kubeconfigs: Kubeconfigs,
    readonly exercise: Exercise,
    readonly closed: AbortSignal,
  ) {
    closed.addEventListener('abort', () => this.forget(), {once: true});
  }

  /**
   * Runs one line, and says what kubectl would say of it.
   *
   * @throws Refused where somebody has no account, or no cluster answers
   */
  async run(person: Participant, line: string): Promise<Outcome> {
    if (this.exercise.time.state === 'ended') throw refuse(409, 'over');
    const client = await this.#clientOf(person);
    try {
      return (await runKubectl(asKubectl(line), {}, client, this.closed)) ?? {line, ok: true, text: ''};
    } catch (error) {
      if (!(error instanceof DrillError)) throw error;
      throw refuse(409, 'no shell');
    }
  }

  /** From now on lines go to another cluster. */
  forget(): void {
    for (const client of this.#clients.values()) client.then(known => known.close()).catch(() => {});
    this.#clients = new Map();
  }

  async #clientOf(person: Participant): Promise<ApiClient> {
    const known = this.#clients.get(person.id);
    if (known) return known;
    const made = this.kubeconfigs.of(person).then(text => {
      const config = new KubeConfig();
      config.loadFromString(text.reveal());
      return new ApiClient(config, 'kubectl/v1.34 (kubedrill page)');
    });
    this.#clients.set(person.id, made);
    made.catch(() => this.#clients.delete(person.id));
    return made;
  }
}

/** People may leave the word out, or write `k`. */
const asKubectl = (line: string): string =>
  /^\s*(#|$)/.test(line) ? line : `kubectl ${line.replace(/^\s*(kubectl|k)(\s+|$)/, '')}`;
