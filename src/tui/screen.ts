import type {RenderOptions} from 'ink';

/** How Ink draws every screen here: on the alternate screen, which is gone when it ends. */
export const SCREEN = {
  exitOnCtrlC: false,
  patchConsole: false,
  alternateScreen: true,
  // Only changed lines are written, and the caller has already decided that this is a terminal.
  incrementalRendering: true,
  interactive: true,
} satisfies RenderOptions;
