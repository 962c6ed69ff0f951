import type {IncomingMessage} from 'node:http';

/** Why a body was not taken. */
export interface Refusal {
  /** HTTP status that says so; 400 and 422 come too late for a sender that is answered before. */
  code: number;
  reason: string;
}

/** What a receiver may hold, in bytes: of bodies that arrive, and of those that wait to be worked on. */
export interface Memory {
  readonly limit: number;
  used: number;
}

/** For bodies that are refused anyway. */
export const NO_MEMORY: Memory = {limit: 0, used: 0};

/** The largest body of the senders that are known: 400 audit events with their objects. */
const LARGEST = 16 * 1024 * 1024;

/**
 * The whole body, which the caller takes out of `memory`, or why it was refused. What is refused is read to its end and
 * dropped: a connection that is closed in the middle of a body takes the answer with it.
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
      if (size + chunk.length > LARGEST) drop({code: 413, reason: 'a body is larger than 16 MiB'});
      else if (memory.used + chunk.length > memory.limit) drop({code: 503, reason: 'too much is waiting to be read'});
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
  return refusal ?? Buffer.concat(chunks);
}
