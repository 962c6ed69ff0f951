import type {IncomingMessage} from 'node:http';
import {CodingError, unpack} from '../../lib/net/content-coding.js';

/** Why a body was not taken. */
export interface Refusal {
  /** HTTP status that says so; 422 comes too late for a sender that is answered before. */
  code: number;
  reason: string;
}

/** Whether a body came that may have held evidence and was not read: of that moment a source knows nothing. */
export const wasUnread = ({code}: Refusal): boolean => [400, 413, 415, 422, 503].includes(code);

/** What a receiver may hold, in bytes: of bodies that arrive, and of those that wait to be worked on. */
export interface Memory {
  readonly limit: number;
  used: number;
}

/** For bodies that are refused anyway. */
export const NO_MEMORY: Memory = {limit: 0, used: 0};

/** The largest body of the senders that are known: 400 audit events with their objects. */
const LARGEST = 16 * 1024 * 1024;

const TOO_LARGE: Refusal = {code: 413, reason: 'a body is larger than 16 MiB'};
const NO_ROOM: Refusal = {code: 503, reason: 'too much is waiting to be read'};

/**
 * The whole body, unpacked, which the caller takes out of `memory`, or why it was refused. What is refused is read to
 * its end and dropped: a connection that is closed in the middle of a body takes the answer with it.
 */
export async function bodyOf(request: IncomingMessage, memory: Memory): Promise<Buffer | Refusal> {
  let chunks: Buffer[] = [];
  let size = 0;
  let refusal: Refusal | undefined;
  const drop = (reason: Refusal) => {
    memory.used -= size;
    chunks = [];
    refusal = reason;
  };
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      if (refusal) continue;
      if (size + chunk.length > LARGEST) drop(TOO_LARGE);
      else if (memory.used + chunk.length > memory.limit) drop(NO_ROOM);
      else {
        memory.used += chunk.length;
        size += chunk.length;
        chunks.push(chunk);
      }
    }
  } catch (error) {
    if (!refusal) memory.used -= size;
    throw error;
  }
  return refusal ?? unpacked(Buffer.concat(chunks), request.headers['content-encoding'], memory);
}

/** What came is given back to the memory, and what it unpacks to is taken from it. */
function unpacked(bytes: Buffer, coding: string | undefined, memory: Memory): Buffer | Refusal {
  memory.used -= bytes.length;
  const room = memory.limit - memory.used;
  try {
    const body = unpack(bytes, coding, Math.min(LARGEST, room));
    memory.used += body.length;
    return body;
  } catch (error) {
    if (!(error instanceof CodingError)) throw error;
    if (error.why === 'too large') return room < LARGEST ? NO_ROOM : TOO_LARGE;
    return {code: error.why === 'unknown' ? 415 : 400, reason: `a body cannot be unpacked: ${error.message}`};
  }
}
