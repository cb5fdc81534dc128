pub trait Parser {
    fn parse(&mut self) -> Node;
    fn twice(&mut self) -> Node {
        self.parse()
    }
}

pub struct Node;

impl Node {
    fn leaf(&self) {}
}

pub struct Take {
    count: u32,
}

impl Parser for Take {
    fn parse(&mut self) -> Node {
        Node
    }
}

// The type behind `impl Parser` is the body's.
pub fn take(count: u32) -> impl Parser {
    Take { count }
}

pub fn unknown() -> impl Parser {
    loop {}
}

fn uses() {
    let mut taken = take(1);
    taken.parse().leaf();
    taken.twice();
    unknown().parse();
}
