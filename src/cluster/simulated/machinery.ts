import type {Clock} from '../../lib/clock.js';
import type {Rbac} from './access/rbac.js';
import type {Ownership} from './apply/owners.js';
import type {Ranges} from './ranges.js';
import type {Store} from './store.js';

/** What reading and writing objects needs. */
export interface Machinery {
  store: Store;
  rbac: Rbac;
  clock: Clock;
  ranges: Ranges;
  owners: Ownership;
}
