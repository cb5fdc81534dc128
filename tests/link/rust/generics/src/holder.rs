use crate::item::{Item, Named};
use std::ops::Deref;

pub struct Holder<T> {
    pub value: T,
}

impl<V> Holder<V> {
    pub fn get(&self) -> &V {
        &self.value
    }
    pub fn into_inner(self) -> V {
        self.value
    }
}

pub fn hold<X>(value: X) -> Holder<X> {
    Holder { value }
}

pub struct Pair<L, R = Item>(L, R);

impl<L, R> Pair<L, R> {
    pub fn left(&self) -> &L {
        &self.0
    }
    pub fn right(&self) -> &R {
        &self.1
    }
    pub fn swap(self) -> Pair<R, L> {
        Pair(self.1, self.0)
    }
}

pub type Default2<T> = Pair<Named, T>;

pub struct Guard<T> {
    inner: T,
}

impl<T> Guard<T> {
    pub fn unlock(self) -> T {
        self.inner
    }
}

impl<T> Deref for Guard<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.inner
    }
}

pub struct All;

impl Iterator for All {
    type Item = crate::item::Item;
    fn next(&mut self) -> Option<Self::Item> {
        None
    }
}

pub type Plain = Holder<Item>;

impl Plain {
    pub fn plain(&self) {}
}
