export class Dog {
  bark(): number { return 1; }
}
export class Cat {
  meow(): number { return 1; }
}
