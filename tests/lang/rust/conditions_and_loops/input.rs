struct Item {
    next: Option<Box<Item>>,
}

struct Other;

impl Item {
    fn next(&self) -> Other {
        Other
    }
    fn step(&self) {}
}

impl Other {
    fn next(&self) -> Item {
        Item { next: None }
    }
    fn stop(&self) {}
}

fn walk(item: Item, list: Vec<Item>) {
    if let Other = item.next() {
        item.step();
    } else if let item = item.next() {
        item.stop();
    } else {
        item.step();
    }
    if let Some(n) = list.get(0) && let x = item.next() && ready(x) {}
    while let item = item.next() {
        item.stop();
    }
    'outer: for item in item.next() {
        for (i, other) in list.iter().enumerate() {
            if i > 1 {
                continue 'outer;
            }
            break 'outer;
        }
    }
    let found = loop {
        break item.next();
    };
    item.step();
}

fn ready(o: Other) -> bool {
    true
}
