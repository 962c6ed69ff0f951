import {test} from 'vitest';
import {expectPosted} from '../helpers/posted-audit.js';

test('the API server of a cluster of its own posts its audit events here', () =>
  expectPosted('kind', ['secrets-listed', 'privileged-pod', 'pod-exec', 'invalid-credential-burst']));
