struct Stack {
    items: Vec<u8>,
    limit: usize,
}

impl Stack {
    pub const MAX: usize = 8;

    pub fn new() -> Self {
        Self { items: Vec::new(), limit: Self::MAX }
    }

    fn push(&mut self, item: u8) -> &mut Self {
        self.check();
        self.items.push(item);
        self.limit -= 1;
        self
    }

    fn check(self: &Self) {}
}

impl Stack {
    fn both() -> Stack {
        let mut s = Stack::new();
        s.push(1).push(2).check();
        Stack::check(&s);
        Self::new()
    }
}
