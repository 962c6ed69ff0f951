import type {Clock} from '../../lib/clock.js';
import type {Ranges} from './ranges.js';
import type {Rbac} from './rbac.js';
import type {Store} from './store.js';

/** What reading and writing objects needs. */
export interface Machinery {
  store: Store;
  rbac: Rbac;
  clock: Clock;
  ranges: Ranges;
}
