import type {Secret} from '../../../lib/secret.js';
import {accountName} from '../../../view/live/account-name.js';
import type {Exercise} from '../../conductor/exercise.js';
import {refuse} from '../../conductor/refused.js';
import type {Participant} from '../../conductor/roster.js';

/** The kubeconfigs of people, each made when it is first asked for. */
export class Kubeconfigs {
  #made = new Map<string, Promise<Secret>>();

  constructor(readonly exercise: Exercise) {}

  /**
   * Somebody's own kubeconfig.
   *
   * @throws Refused where their role has none, or none is handed out on this cluster
   * @throws DrillError when the cluster refuses
   */
  of(person: Participant): Promise<Secret> {
    const {cluster} = this.exercise.input.roster.roleOf(person);
    if (cluster === undefined) throw refuse(403, 'no account', {role: person.role});
    const known = this.#made.get(person.id);
    if (known) return known;
    const letIn = this.exercise.input.control.letIn(accountName(person), cluster);
    if (!letIn) throw refuse(409, 'no kubeconfig');
    const made = letIn.then(({user, kubeconfig}) => {
      person.user = user;
      return kubeconfig;
    });
    this.#made.set(person.id, made);
    made.catch(() => this.#made.delete(person.id));
    return made;
  }

  /** The cluster is gone: each is made anew, on the next one. */
  forget(): void {
    this.#made = new Map();
  }
}
