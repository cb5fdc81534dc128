type Pair[T] = tuple[T, T]
type Plain = int | Pair[str]


class Stack[T: (int, str), *Ts](Base[T]):
    items: list[T]

    def push[K](self, item: T, key: K) -> "Stack[T]":
        return self


def first[T, **P](items: list[T], fn: Callable[P, T]) -> T:
    return items[0]


Stack[int]().push(1, 2)
