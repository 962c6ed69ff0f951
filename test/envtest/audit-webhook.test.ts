import {test} from 'vitest';
import {expectPosted} from '../helpers/posted-audit.js';

test('the API server posts its audit events to a source of the stack', () =>
  expectPosted('envtest', ['secrets-listed', 'cluster-admin-bound']));
