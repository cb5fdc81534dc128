export class Dog {
    bark() {}
}
export class Cat {
    meow() {}
}
export interface Pets {
    dog: Dog;
    dogs: Dog[];
    find(): Cat;
}
export function make() {
    return new Dog();
}
export async function load() {
    return new Cat();
}
export function take(dog: Dog, cat: Cat) {}
export const made = { dog: () => new Dog() };
export const both = [new Dog()] as const;
export type Make = typeof make;

/** How something is started. */
export interface Start {
    (options: { effect: (dog: Dog) => void }): void;
    (options: { name: string; effect: (dog: Dog, cat: Cat) => void }): void;
}
export interface Starter {
    start: Start;
}
