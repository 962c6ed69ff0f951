import type {IncomingMessage} from 'node:http';
import {readBounded} from '../../lib/net/bounded-stream.js';

/** What the API server answered. `code` 101 is an accepted upgrade: exec, attach, port-forward. */
export interface ApiAnswer {
  code: number;
  /** JSON where the server sent JSON, else text. */
  body: unknown;
  /** The message of a `Status` body, where the answer is a refusal. */
  message?: string;
  /** What the server warned of, in its own words and those of admission webhooks. */
  warnings?: string[];
  /** The server's clock, from the Date header. */
  serverDate?: Date;
}

/** How to send one request. */
export interface SendOptions {
  /** Chosen by the client, so that it is known before the first line of evidence can appear. */
  auditId: string;
  signal?: AbortSignal;
  /** Called when the response has begun: for watch and exec long before the request ends. */
  onAnswer?: (code: number) => void;
  /** How long to wait for the answer, in milliseconds; default 30 000. */
  timeoutMs?: number;
}

/** A refusal is a Status. */
const MOST_REFUSAL = 1024 * 1024;

/** The answer's code and body, and the message of a `Status`. */
export function answerOf(code: number, text: string): ApiAnswer {
  const body = parseBody(text);
  const status = body as {kind?: unknown; message?: unknown} | null;
  const isStatus = typeof status === 'object' && status?.kind === 'Status' && typeof status.message === 'string';
  return {code, body, ...(isStatus && {message: String(status.message)})};
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The whole body of a response that turned out to be no stream. */
export async function readText(response: IncomingMessage): Promise<string> {
  return (await readBounded(response, MOST_REFUSAL)).toString('utf8');
}
