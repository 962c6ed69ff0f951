// What `src/bin.js` needs before the program itself is loaded: one file, because each costs a start a millisecond.
export {keepHeapSmall} from '../lib/process/heap-size.js';
export {cacheCompiled} from './compile-cache.js';
export {saySlowStart} from './slow-start.js';
