import {dictionary} from '../../../lib/json/dictionary.js';
import type {Telling} from './telling.js';

const toWhom = (to: readonly string[]): string => (to.length ? to.join(', ') : 'all');

/** Words around what happens in a drill, in English. */
export const en: Telling = {
  language: 'en',
  toWhom,
  somebody: 'somebody',
  question: id => `question ${id}`,
  tasks: {
    acknowledged: 'Find the alert of this attack, and take it.',
    contained: 'Stop the attacker: take away what the attack made, and what the attacker can do.',
    answered: 'Answer the question.',
  },
  recorded: ({run, at, cluster, simulated, kubernetes}) =>
    `${simulated ? 'SIMULATED: ' : ''}recorded on ${simulated ? 'a simulated cluster' : cluster}, Kubernetes ${kubernetes.replace(/^v/, '')}, run ${run}, ${at.slice(0, 16).replace('T', ' ')} UTC`,
  terms: dictionary({
    ...{audit: 'audit log', rbac: 'RBAC', config: 'configuration', chain: 'detection chain'},
    'clean-node': 'clean the node',
  }),
};
