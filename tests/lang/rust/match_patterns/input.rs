const LIMIT: u32 = 9;

struct Leaf {
    weight: u32,
}

impl Leaf {
    fn heavy(&self) -> bool {
        true
    }
}

enum Tree {
    Empty,
    One(Leaf),
    Two(Box<Tree>, Leaf),
    Named { leaf: Leaf, count: u32 },
}

use Tree::Empty as Nothing;

impl Tree {
    fn weigh(&self, n: u32) -> u32 {
        match self {
            Tree::Empty => 0,
            Tree::One(leaf) if leaf.heavy() => leaf.weight,
            Self::One(Leaf { weight }) | Self::Two(_, Leaf { weight, .. }) => *weight,
            Tree::Named { leaf, count: ref c @ 1..=LIMIT } => {
                leaf.heavy();
                *c
            }
            Tree::Named { leaf: inner, .. } => inner.weight,
            Nothing => 1,
        };
        match n {
            LIMIT => 0,
            0 | 1 => 1,
            2..=LIMIT => 2,
            x @ (3 | 4) => x,
            n if n > LIMIT => n,
            _ => unreachable!(),
        }
    }
}
