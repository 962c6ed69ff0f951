import type {Call} from '../call.js';
import type {Machinery} from '../machinery.js';
import type {KubeObject} from '../objects.js';

/** What a request would make of an object. */
export interface Write {
  call: Call;
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  /** Absent on a creation. */
  before: KubeObject | undefined;
  /** Absent on a deletion; for a stream its options. */
  after: KubeObject | undefined;
}

/**
 * One admission plugin: returns the object where it changes it.
 *
 * @throws StatusError where it refuses.
 */
export type Plugin = (machinery: Machinery, write: Write) => KubeObject | undefined;

/** Whether a write makes or changes an object of a resource, and no subresource of it. */
export const concerns = ({call: {info}, operation}: Write, resource: string, operations = ['CREATE']): boolean =>
  info.apiGroup === '' &&
  info.resource === resource &&
  info.subresource === undefined &&
  operations.includes(operation);
