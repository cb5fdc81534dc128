mod holder;
mod item;

use holder::{Guard, Holder, Pair};
use item::{Item, Named};

pub fn holders(held: Holder<Item>, pair: Pair<Item, Holder<Named>>) {
    held.get().touch();
    held.value.touch();
    held.into_inner().touch();
    pair.left().touch();
    pair.right().get().name();
    pair.swap().left().get().name();
}

pub fn guards(guard: Guard<Item>) {
    guard.touch();
    guard.unlock().touch();
}

pub fn iterates(all: holder::All) {
    for item in all {
        item.touch();
    }
}

pub fn mapped(all: holder::All) {
    all.map(|item| item.named()).for_each(|named| named.name());
}

pub fn made() {
    let held = holder::hold(Item::new());
    held.get().touch();
    let none: holder::Default2<Item> = todo!();
    none.right().touch();
}

pub fn aliased(held: Holder<Item>, plain: holder::Plain) {
    held.plain();
    plain.plain();
    plain.get().touch();
}
