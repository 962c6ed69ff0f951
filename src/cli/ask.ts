import {createInterface} from 'node:readline/promises';
import type {Interrupts} from './interrupts.js';
import type {Io} from './io.js';

/** One line from the terminal; nothing when it is closed (Ctrl-D, or gone). */
export async function ask(question: string, io: Io, {signal, stop}: Interrupts): Promise<string> {
  const prompt = createInterface({input: io.stdin, output: io.stderr});
  const closed = new Promise<string>(resolve => prompt.once('close', () => resolve('')).on('error', () => resolve('')));
  prompt.once('SIGINT', () => stop('SIGINT'));
  try {
    return await Promise.race([prompt.question(question, {signal}), closed]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    prompt.close();
  }
}
