export class Box<T> {
    open(): T {
        return null!;
    }
}
export class Item {
    use(): void {}
}
