import type {Lab} from './load.js';
import {TRACKS} from './schema.js';

const DETECTED = 'It is solved when every attack is detected in time and its harmless twin sets nothing off.';
const CONTAINED = 'It is solved when the attack is contained in time, and nobody else is harmed.';

/** What a learner reads first, as Markdown: it stands in their folder. */
export const missionText = ({title, track, minutes, text, edit, scenarios}: Lab): string => `# ${title}

${TRACKS[track]} · about ${minutes} minutes

${paragraphs(text)}

- Change: ${edit.map(file => `\`${file}\``).join(', ')}
- The attack: ${scenarios.map(id => `\`${id}\``).join(', ')} (\`kubedrill show ${scenarios[0]}\` explains it)
- Check: \`kubedrill lab check\` · a hint: \`kubedrill lab hint\` · what was meant: \`kubedrill lab solution\`

${track === 'response' ? CONTAINED : DETECTED}
`;

/** Each paragraph as one line, so that whatever shows it wraps it. */
const paragraphs = (text: string): string =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.replace(/\s*\n\s*/g, ' '))
    .join('\n\n');
