struct Money {
    cents: i64,
}

impl std::ops::Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money { cents: self.cents + other.cents }
    }
}

impl std::ops::Index<usize> for Money {
    type Output = i64;
    fn index(&self, _: usize) -> &i64 {
        &self.cents
    }
}

fn sum(a: Money, b: Money) -> i64 {
    let c = a + b;
    c.cents;
    let d = if true { a } else { b };
    d.cents;
    let e = match 1 { _ => a };
    e.cents;
    (a, b).0.cents;
    let f = a as Money;
    f.cents;
    -a.cents
}
