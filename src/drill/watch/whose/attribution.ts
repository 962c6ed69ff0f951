import type {Purpose} from '../../../events/words.js';
import type {Execution, OwnRequest} from '../../execution.js';

/** Which execution, and which of its requests, a signal belongs to: the response of that request starts the clock. */
export interface Attribution {
  execution: Execution;
  purpose: Purpose;
  request: OwnRequest;
}
