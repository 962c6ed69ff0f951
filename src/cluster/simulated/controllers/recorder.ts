import type {Clock} from '../../../lib/clock.js';
import {type KubeObject, seconds} from '../objects.js';
import {collectionPath} from './controller.js';

/** Tells in an Event what was done about an object. */
export type Tell = (about: KubeObject, reason: string, message: string, more?: Told) => void;

interface Told {
  type?: 'Normal' | 'Warning';
  /** The part of the object that it is about. */
  fieldPath?: string;
}

let told = 0n;

/** The time in nanoseconds, another one each time: by their names Events are in the order in which they were told. */
function moment(clock: Clock): string {
  const now = BigInt(clock.wall().getTime()) * 1_000_000n;
  told = now > told ? now : told + 1n;
  return told.toString(16);
}

/**
 * Makes Events, as client-go's recorder does.
 *
 * @param send makes a request as the one who tells
 * @param source the component, and the host that it is on
 */
export function recorder(
  send: (method: string, uri: string, body: unknown) => unknown,
  source: {component: string; host?: string},
  clock: Clock,
): Tell {
  return (about, reason, message, {type = 'Normal', fieldPath} = {}) => {
    const {namespace = 'default', name = '', uid, resourceVersion} = about.metadata;
    const {kind, apiVersion} = about;
    const at = seconds(clock.wall());
    send('POST', collectionPath('', 'events', namespace), {
      kind: 'Event',
      apiVersion: 'v1',
      metadata: {name: `${name}.${moment(clock)}`, namespace},
      involvedObject: {kind, namespace, name, uid, apiVersion, resourceVersion, ...(fieldPath && {fieldPath})},
      ...{reason, message, source, firstTimestamp: at, lastTimestamp: at, count: 1, type, eventTime: null},
      ...{reportingComponent: source.component, reportingInstance: source.host ?? ''},
    });
  };
}
