pub struct Item;

impl Item {
    fn weigh(&self) -> Part {
        Part
    }
    fn char(&self) -> Part {
        Part
    }
}

pub struct Part;

impl Part {
    fn turn(&self) {}
}

// Vec<_> holds what is collected.
fn collected(items: Vec<Item>) {
    let parts: Vec<_> = items.iter().map(|item| item.weigh()).collect();
    parts[0].turn();
    items.iter().map(|item| item.weigh()).collect::<Vec<_>>()[0].turn();
}

// What a pointer may point to is that.
fn pointed(pointer: *const Item) -> Option<Part> {
    let item = unsafe { pointer.as_ref()? };
    Some(item.weigh())
}

// The name of a primitive type may be that of a method.
fn named(item: &Item) {
    assert!(item.char().turn());
}
