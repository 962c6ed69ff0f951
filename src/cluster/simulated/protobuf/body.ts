import {typeOfKind} from '../../../kube/types/types.js';
import {messageOf} from './message.js';
import {scalarOf} from './scalars.js';
import {entriesOf, Malformed} from './wire.js';

/** What every object begins with that Kubernetes sends as protobuf. */
const MAGIC = Buffer.from('k8s\0');

/**
 * The JSON of an object that was sent as `application/vnd.kubernetes.protobuf`: an envelope that says what it is, with the
 * object inside. Of a kind that is not known only what it says it is is left, which the path then refuses.
 *
 * @returns undefined for what is no such envelope, or is cut off
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/runtime/serializer/protobuf/doc.go
 */
export function jsonOfProtobuf(body: Uint8Array): string | undefined {
  if (!MAGIC.equals(body.subarray(0, MAGIC.length))) return undefined;
  try {
    return JSON.stringify(objectIn(body.subarray(MAGIC.length)));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function objectIn(envelope: Uint8Array): unknown {
  const fields = fieldsOf(envelope);
  const about = fieldsOf(fields.get(1) ?? new Uint8Array());
  const said = (number: number) => String(scalarOf('string', about.get(number) ?? new Uint8Array()));
  const [apiVersion, kind] = [said(1), said(2)];
  // How something is to be deleted is the same in every group, which sends it as its own.
  const type = typeOfKind(apiVersion, kind) ?? (kind === 'DeleteOptions' ? 'v1.DeleteOptions' : undefined);
  return {kind, apiVersion, ...(type !== undefined && messageOf(type, fields.get(2) ?? new Uint8Array()))};
}

function fieldsOf(message: Uint8Array): Map<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  for (const {number, value} of entriesOf(message)) if (typeof value !== 'bigint') fields.set(number, value);
  return fields;
}
