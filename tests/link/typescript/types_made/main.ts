import { Dog, Pets, make, load, take, made, both, Make, Starter } from './pets';

type Same = { readonly [K in keyof Pets]?: Pets[K] };
type Lists<T> = { [K in keyof T]: T[K][] };

export function member(dog: Pets['dog'], one: Pets['dogs'][number]) {
    dog.bark();
    one.bark();
}
export function element(dog: (typeof both)[number]) {
    dog.bark();
}
export class Kennel {
    dog: ReturnType<typeof make>;
    cat: Awaited<ReturnType<typeof load>>;
    run() {
        this.dog.bark();
        this.cat.meow();
    }
}
export function results(dog: ReturnType<(typeof made)['dog']>, cat: ReturnType<Pets['find']>) {
    dog.bark();
    cat.meow();
}
export function parameters(cat: Parameters<typeof take>[1], ...all: Parameters<typeof take>) {
    cat.meow();
    all[0].bark();
}
export function mapped(same: Same, lists: Lists<Pets>) {
    same.dog?.bark();
}
export function aliased(f: Make) {
    f().bark();
}
export function started(starter: Starter) {
    const { start } = starter;
    start({ effect: (dog) => dog.bark() });
    starter.start({ name: 'a', effect: (dog, cat) => cat.meow() });
}
