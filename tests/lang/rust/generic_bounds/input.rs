trait Draw {
    fn draw(&self);
}

trait Named {
    fn name(&self) -> String;
}

struct Canvas<T: Draw, U>
where
    U: Named,
{
    item: T,
    other: U,
}

impl<T, U> Canvas<T, U>
where
    T: Draw + Clone,
    U: Named,
{
    fn paint<V>(&self, extra: V, first: impl Named, boxed: Box<dyn Draw>, lens: &mut dyn Named)
    where
        V: Draw,
    {
        extra.draw();
        first.name();
        boxed.draw();
        lens.name();
    }

    fn only<U: Draw>(u: U) -> Vec<U> {
        u.draw();
        vec![]
    }
}

fn each<'a, I>(items: I)
where
    I: Iterator<Item = &'a dyn Draw>,
    for<'b> &'b I: Named,
{
    items.next();
}

fn callback(f: impl Fn(&Canvas<u8, u8>) -> u8, g: fn(u8) -> Box<dyn Named + Send>) {
    f(1);
}
