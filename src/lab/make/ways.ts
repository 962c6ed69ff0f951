import {dictionary} from '../../lib/json/dictionary.js';
import {PIPELINE_WAYS} from './pipeline-ways.js';
import {POLICY_WAYS} from './policy-ways.js';
import {RESPONSE_WAYS} from './response-ways.js';
import {RULE_WAYS} from './rule-ways.js';
import type {Way} from './way.js';

/** Every way of breaking the chain of which a lab can be made, by the name that it is asked for by. */
export const LAB_WAYS: Readonly<Record<string, Way>> = dictionary({
  ...POLICY_WAYS,
  ...RULE_WAYS,
  ...PIPELINE_WAYS,
  ...RESPONSE_WAYS,
});
