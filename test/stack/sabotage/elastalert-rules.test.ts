import {test} from 'vitest';
import {expectNamed} from '../../sabotage/ways.js';
import {makeIndex} from '../lab.js';
import {chain} from './elastalert-chain.js';

test('rule disabled', async () => {
  expectNamed('elastalert-rule-disabled', await chain({rule: {is_enabled: false}}));
});

test('rule that can never match', async () => {
  expectNamed('elastalert-rule-never-matches', await chain({rule: {filter: [{term: {'verb.keyword': 'LIST'}}]}}));
});

test('rule excludes the namespace', async () => {
  const excluding = {
    bool: {
      must: [{term: {'objectRef.resource.keyword': 'secrets'}}, {term: {'verb.keyword': 'list'}}],
      must_not: [{prefix: {'user.username.keyword': 'system:serviceaccount:kd-'}}],
    },
  };
  expectNamed('elastalert-rule-excludes', await chain({rule: {filter: [excluding]}}));
});

test('rule that looks in another index', async () => {
  const other = await makeIndex({mappings: {properties: {'@timestamp': {type: 'date'}}}});
  expectNamed('elastalert-other-index', await chain({rule: {index: other}}));
});

test('term on a field of type text', async () => {
  const filter = [{term: {'verb.keyword': 'list'}}, {term: {'user.username': 'system:serviceaccount:kd-1:ci'}}];
  expectNamed('elastalert-text-field', await chain({rule: {filter}}));
});
