import type {ReactNode} from 'react';

/** How something stands: never by colour alone. */
export type Tone = 'good' | 'bad' | 'warn' | 'calm' | 'busy';

const MARKS: Readonly<Record<Tone, string>> = {good: '✔', bad: '✖', warn: '!', calm: '○', busy: '▸'};

/** A state: a mark, a word, and a colour. */
export function Mark({tone, mark = MARKS[tone], children}: {tone: Tone; mark?: string; children: ReactNode}) {
  return (
    <span className={`mark ${tone}`}>
      <span aria-hidden="true">{mark}</span> {children}
    </span>
  );
}

const LEVELS: Readonly<Record<string, Tone>> = {critical: 'bad', high: 'bad', medium: 'warn'};

/** How grave an alert is, by the word that its own stack has for it. */
export function Level({level, words}: {level: string; words: Readonly<Record<string, string>>}) {
  const mark = {critical: '▲▲', high: '▲', medium: '◆'}[level] ?? '◇';
  return (
    <Mark tone={LEVELS[level] ?? 'calm'} mark={mark}>
      {words[level] ?? level}
    </Mark>
  );
}
