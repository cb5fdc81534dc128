pub struct Key;
pub struct Item;

impl Key {
    fn name(&self) {}
}

impl Item {
    fn weigh(&self) {}
}

pub struct Three(Key, Key, Item);

// `_` has a place like any other pattern.
fn places(pairs: Vec<(Key, Item)>, pair: (Key, Item), three: Three) {
    let (_, item) = pair;
    item.weigh();
    for (_, each) in pairs {
        each.weigh();
    }
    let Three(_, key, last) = three;
    key.name();
    last.weigh();
}

fn closures(pairs: Vec<(Key, Item)>) {
    pairs.iter().for_each(|(_, item)| item.weigh());
    with_two(|_, item| item.weigh());
}

fn with_two<F: Fn(Key, Item)>(f: F) {
    f(Key, Item)
}
