export class A {
    go() {}
}
