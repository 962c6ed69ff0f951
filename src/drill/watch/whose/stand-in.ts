import type {Signal} from '../../../sources/source.js';
import type {Attribution} from './attribution.js';

const WORKLOAD = 'system:serviceaccount:';

/**
 * Whether a twin's request is not what the twin means: where the drill itself asks, it stands in for a person. As a
 * ServiceAccount it is a workload, and a rule about workloads that ask for such a thing is right.
 */
export const isByWorkload = ({claims}: Pick<Signal, 'claims'>, {request}: Pick<Attribution, 'request'>): boolean =>
  request.as === 'drill' && claims.some(({user}) => user?.startsWith(WORKLOAD));
