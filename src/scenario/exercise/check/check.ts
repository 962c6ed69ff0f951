import type {Finding} from '../../finding.js';
import type {Drill} from '../../schema.js';
import {checkAnswers} from './answers.js';
import {checkBystanders} from './bystanders.js';
import {checkLevels} from './levels.js';
import {checkPeople} from './people.js';
import {checkQuestions} from './questions.js';
import {checkScript} from './script.js';
import {checkTexts} from './texts.js';
import {checkVary} from './vary.js';

/**
 * What a schema cannot see in a drill's half for people: names that lead nowhere, injects that are never due, answers
 * that players can read, clocks that cannot run out, people who could not do what they are asked for.
 */
export const checkDrill = (drill: Drill): Finding[] => [
  ...checkPeople(drill),
  ...checkScript(drill),
  ...checkQuestions(drill),
  ...checkAnswers(drill),
  ...checkTexts(drill),
  ...checkLevels(drill),
  ...checkVary(drill),
  ...checkBystanders(drill),
];
