export class A {
    run() {}
}
