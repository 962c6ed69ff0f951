import type {Resuming} from '../live/resume-command.js';

/** `kubedrill workshop resume [RUN]`: goes on with a workshop whose process was killed. */
export const workshopResumes: Resuming = {
  run: 'id or folder of the workshop',
  summary: 'go on with a workshop whose process was killed',
  examples: `
Examples:
  kubedrill workshop resume                 the newest workshop in ./runs, after its process was killed
  kubedrill workshop resume 4f1c2a          another one

People keep their parts and their points, and what is not contained is attacked again. The clock waits for the trainer.`,
  resume: async (...given) => (await import('./resume.js')).resumeWorkshop(...given),
};
