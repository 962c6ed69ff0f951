import {PassThrough, Writable} from 'node:stream';
import {type Io, tellLines} from '../io.js';

/** Streams for one of several runs in a process: its result goes nowhere, and each line that it tells has its name. */
export function quietIo(name: string, {env, stderr}: Io): Io & {told(): string[]} {
  const told: string[] = [];
  const lines = new Writable({
    write(chunk: Buffer, _, done) {
      for (const line of chunk.toString('utf8').split('\n').filter(Boolean)) {
        told.push(line);
        tellLines({stderr}, [`${name}: ${line}`]);
      }
      done();
    },
  });
  const nothing = new Writable({write: (_, __, done) => done()});
  // Nobody can be asked.
  const stdin = new PassThrough();
  stdin.end();
  return {env, stdin, stdout: nothing, stderr: lines, told: () => told} as unknown as Io & {told(): string[]};
}
