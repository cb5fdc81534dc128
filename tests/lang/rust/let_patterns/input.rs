struct Pair {
    left: Part,
    right: Part,
}

struct Part {
    size: u32,
}

impl Part {
    fn grow(self) -> Pair {
        todo()
    }
    fn area(&self) -> u32 {
        self.size
    }
}

fn todo() -> Pair {
    todo()
}

fn run(part: Part) {
    let part = part.grow();
    part.left.area();
    let Pair { left, right: mut other } = part;
    left.area();
    let (a, ref b, _) = (left, 1, 2);
    let typed: Part = make();
    typed.area();
    let Some(found) = find() else {
        return;
    };
    let mut copy = &todo().right;
    copy.area();
    let [first, rest @ ..] = [1, 2];
    let late;
    late = todo();
}

fn make<T>() -> T {
    loop {}
}

fn find() -> Option<Part> {
    None
}
