pub struct Engine {
    power: u32,
}
impl Engine {
    pub fn new(power: u32) -> Self {
        Engine { power }
    }
    pub fn start(&self) {}
}
pub struct Wheel;
impl Wheel {
    pub fn spin(&self) {}
}
// Another type has the methods, too.
pub struct Other;
impl Other {
    pub fn start(&self) {}
    pub fn spin(&self) {}
}

pub struct Wrapper<T> {
    pub inner: T,
    pub tag: String,
}
impl<T> Wrapper<T> {
    pub fn new(inner: T) -> Self {
        Wrapper { inner, tag: String::new() }
    }
    pub fn of(inner: T) -> Wrapper<T> {
        Self::new(inner)
    }
    pub fn all<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::new(items.into_iter().next().unwrap())
    }
    pub fn empty() -> Self {
        todo!()
    }
    pub fn set(&mut self, inner: T) {
        self.inner = inner;
    }
    pub fn get(&self) -> &T {
        &self.inner
    }
    pub fn map<U, F: FnOnce(T) -> U>(self, f: F) -> Wrapper<U> {
        Wrapper::new(f(self.inner))
    }
    pub fn with<R>(&self, f: impl FnOnce(&T) -> R) -> R {
        f(&self.inner)
    }
}
pub struct Pair<A, B>(pub A, pub B);
impl<A, B> Pair<A, B> {
    pub fn of(a: A, b: B) -> Pair<A, B> {
        Pair(a, b)
    }
    pub fn swap(self) -> Pair<B, A> {
        Pair(self.1, self.0)
    }
    pub fn first(&self) -> &A {
        &self.0
    }
}
pub enum Tree<T> {
    Leaf(T),
    Node(Box<Tree<T>>, Box<Tree<T>>),
}
impl<T> Tree<T> {
    pub fn value(&self) -> &T {
        todo!()
    }
}
