import all from './registry.js';

const registry = all.registry;

export function use(thing, type) {
    return registry.version(thing) || registry[type](thing);
}
