import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import type {Question} from '../script.js';
import {type PlacedText, playersTexts} from '../texts.js';

/** Words this short stand in texts by chance. */
const SHORTEST = 3;

/** Answers that stand in a text that players read, as whole words and without regard to case. */
export function checkAnswers(drill: Drill): Finding[] {
  const texts = playersTexts(drill);
  return drill.questions.flatMap(question => answersOf(question).flatMap(answer => readable(question, answer, texts)));
}

function answersOf({answer}: Question): string[] {
  if (!answer) return [];
  const answers = 'match' in answer ? [answer.match] : 'oneOf' in answer ? answer.oneOf : [String(answer.number)];
  return answers.map(plain).filter(text => text.length >= SHORTEST);
}

const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

const readable = ({id}: Question, answer: string, texts: readonly PlacedText[]): Finding[] =>
  texts
    .filter(({text}) => holds(plain(text), answer))
    .map(({path}) => ({path, message: `the answer to ${id} stands in this text, which players read`}));

function holds(text: string, answer: string): boolean {
  for (let at = text.indexOf(answer); at >= 0; at = text.indexOf(answer, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + answer.length])) return true;
  }
  return false;
}

const isLetter = (letter: string | undefined): boolean => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
