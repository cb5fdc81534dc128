interface Base {
  base(): void;
}
class Derived {
  only() {}
}

function check(value: unknown, maybe?: Derived) {
  (value as Derived).only();
  (<Derived>value).only();
  (value as unknown as Base).base();
  maybe!.only();
  maybe?.only();
  const narrowed = value as Derived;
  narrowed.only();
  const literal = { a: 1 } as const;
  const checked = { only() {} } satisfies Derived;
  return [literal, checked, value as any];
}

export const table = { go() {}, stop: () => table.go() } as const satisfies object;
