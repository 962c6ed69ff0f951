import {heldTo134} from './newer.js';

heldTo134('1.36');
