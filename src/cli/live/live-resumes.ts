import type {Resuming} from './resume-command.js';

/** `kubedrill live resume [RUN]`: goes on with a drill whose conductor was killed. */
export const liveResumes: Resuming = {
  run: 'id or folder of the run',
  summary: 'go on with a drill whose conductor was killed',
  examples: `
Examples:
  kubedrill live resume                 the newest drill in ./runs, after its conductor was killed
  kubedrill live resume 4f1c2a          another one

People keep their parts, and their streams go on. Attacks that were under way are cleaned up, and count as not executed
where they had no verdict yet; those to come are played on a new cluster. The clock waits for the facilitator.`,
  resume: async (...given) => (await import('./resume.js')).resumeLive(...given),
};
