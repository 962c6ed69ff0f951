import {JsonTextError, parseJsonValues} from '../../lib/json/text.js';

/**
 * What a CloudEvent in structured mode is about, as documents; undefined when a document is not a CloudEvent, or its
 * data is not JSON. In binary mode the body is the data itself, so that there is nothing to unwrap.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#31-handling-of-data
 */
export function cloudEventData(document: unknown): unknown[] | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const {specversion, data, data_base64: packed} = document as Record<string, unknown>;
  if (typeof specversion !== 'string') return undefined;
  if (typeof packed === 'string') return jsonIn(Buffer.from(packed, 'base64').toString());
  // Senders that take their payload for a text put JSON into a string.
  return typeof data === 'string' ? jsonIn(data) : data === undefined || data === null ? undefined : [data].flat();
}

function jsonIn(text: string): unknown[] | undefined {
  try {
    return parseJsonValues(text).flat();
  } catch (error) {
    if (error instanceof JsonTextError) return undefined;
    throw error;
  }
}
