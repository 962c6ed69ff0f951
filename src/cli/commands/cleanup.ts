import {realClock} from '../../lib/clock.js';
import {EXIT} from '../../lib/errors.js';
import {watchInterrupts} from '../interrupts.js';
import {type GlobalFlags, writeJson, writeLines} from '../io.js';
import type {Define} from '../main.js';
import {RUNS} from '../run/folder.js';

/** `kubedrill cleanup`: finishes what killed runs have left behind. */
export const define: Define = (command, io, done) => {
  command
    .argument('[runs...]', 'ids of runs; default: all whose process is gone')
    .option('--out <dir>', 'where run folders are', RUNS)
    .addHelpText('after', '\nExamples:\n  kubedrill cleanup\n  kubedrill cleanup --out /var/lib/drills --json')
    .action(async (runs: string[]) => {
      const flags = command.optsWithGlobals<GlobalFlags & {out: string}>();
      const {cleanUpRuns} = await import('../../drill/recover.js');
      const interrupts = watchInterrupts(io);
      try {
        const recovered = await cleanUpRuns(flags.out, runs, {
          clock: realClock,
          env: io.env,
          signal: interrupts.signal,
        });
        if (flags.json) writeJson(io, {runs: recovered});
        else writeLines(io, recovered.length ? recovered.flatMap(linesOf) : ['nothing to clean up']);
        done(recovered.some(r => r.left.length) ? EXIT.missed : EXIT.ok);
      } finally {
        interrupts.close();
      }
    });
};

interface Line {
  run: string;
  did: string;
  left: readonly string[];
}

const linesOf = ({run, did, left}: Line): string[] => [
  `run ${run}: ${did}`,
  ...left.map(path => `  left behind: ${path}`),
];
