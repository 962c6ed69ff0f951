import type {Define} from '../define.js';
import type {GlobalFlags} from '../io.js';
import type {JoinFlags} from '../live/join.js';

const EXAMPLES = `
Examples:
  kubedrill join http://127.0.0.1:7443/#j=K7QM-2XRD     the link from the facilitator's screen
  kubedrill join drill.example:7443 --code K7QM-2XRD    the same in two parts
  kubedrill join https://192.0.2.7:7443 --code K7QM-2XRD --name lea --fingerprint 9F:2A:…
                                                        a server whose certificate was made for the drill

On a terminal it shows the screen of the role that the code is for; elsewhere a line for each thing that happens,
with --json an event a line. Leaving does not end the drill: the same command brings you back as the same
person.
Exit codes: 0 the drill is over, or you left · 2 the code is refused · 3 no drill is reached, or it is not trusted`;

/** `kubedrill join URL`: a part in a live drill, from this terminal. */
export const define: Define = (command, io, done) => {
  command
    .argument('<url>', 'the link that the facilitator gives you')
    .option('--code <code>', 'the code of your role, where the link has none')
    .option('--name <name>', 'how others see you; default: $USER')
    .option('--fingerprint <sha256>', 'take this certificate of the server and no other')
    .option('--language <language>', 'of the screen, en or de; default: the language of the drill')
    .option('--as-new', 'a new person, although the same command has joined before')
    .option('--no-tui', 'lines also on a terminal')
    .option('--ascii', 'no symbols beyond ASCII')
    .addHelpText('after', EXAMPLES)
    .action(async (url: string) => {
      const flags = command.optsWithGlobals<JoinFlags & GlobalFlags>();
      const {joinLive} = await import('../live/join.js');
      done(await joinLive(url, flags, io));
    });
};
