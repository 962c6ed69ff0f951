import {defineConfig} from 'vitest/config';
import shared, {DEEP} from './vitest.config.js';

/** What takes long and needs nothing but Node: kept out of `npm test`, so that people run that one. */
export default defineConfig({
  test: {...shared.test, testTimeout: 600_000, projects: [{extends: true, test: {name: 'deep', include: [DEEP]}}]},
});
