import type {Resuming} from '../live/resume-command.js';

/** `kubedrill tabletop resume [RUN]`: goes on with a tabletop whose process was killed. */
export const tabletopResumes: Resuming = {
  run: 'id or folder of the run',
  summary: 'go on with a tabletop whose process was killed',
  examples: `
Examples:
  kubedrill tabletop resume                 the newest tabletop in ./runs, after its process was killed
  kubedrill tabletop resume 4f1c2a          another one

People keep their parts; cards that were found, answers, decisions and clocks are as they were. The time in between does not
count, and the clock waits for the facilitator. With --what-if its cluster is made anew, and what was tried is done again.`,
  resume: async (...given) => (await import('./resume.js')).resumeTabletop(...given),
};
