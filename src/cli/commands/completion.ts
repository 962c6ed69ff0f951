import type {Command} from 'commander';
import {usageError} from '../../lib/errors.js';
import {dictionary} from '../../lib/json/dictionary.js';
import {bashScript} from '../completion/bash.js';
import {fishScript} from '../completion/fish.js';
import {zshScript} from '../completion/zsh.js';
import type {Define} from '../define.js';
import {writeText} from '../io.js';

const EXAMPLES = `
Examples:
  eval "$(kubedrill completion bash)"      in ~/.bashrc
  eval "$(kubedrill completion zsh)"       in ~/.zshrc, behind compinit
  kubedrill completion fish | source       in ~/.config/fish/config.fish`;

/** `kubedrill completion`: a script with which a shell completes commands, flags, and names of scenarios and the like. */
export const define: Define = (command, io, done) => {
  command
    .argument('<shell>', Object.keys(SHELLS).join(', '))
    .addHelpText('after', EXAMPLES)
    .action((shell: string) => {
      const script = SHELLS[shell];
      if (!script || !command.parent)
        throw usageError(`completion ${shell} is not one of ${Object.keys(SHELLS).join(', ')}`);
      writeText(io, script(command.parent));
      done(0);
    });
};

const SHELLS: Readonly<Record<string, (program: Command) => string>> = dictionary({
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
});
