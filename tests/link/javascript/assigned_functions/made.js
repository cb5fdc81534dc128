import { seeded } from './seeded.js';

// One of two: which, is known only when it runs.
export let random;
try {
    const crypto = require('node:crypto');
    random = (max) => crypto.randomInt(0, max);
} catch {
    random = (max) => Math.floor(Math.random() * max);
}

export let draw;
if (process.env.SEED) draw = seeded;
else draw = (max) => random(max);

// Only one is assigned.
export let only;
only = () => 1;
