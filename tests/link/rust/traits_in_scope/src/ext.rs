use std::fmt::{Debug, Display};
pub trait StrExt { fn shout(&self) -> String; }
impl StrExt for str { fn shout(&self) -> String { self.to_uppercase() } }
pub trait DisplayExt { fn boxed_text(&self) -> String; }
impl<T: Display> DisplayExt for T { fn boxed_text(&self) -> String { format!("[{}]", self) } }
pub trait IterExt: Iterator { fn every(self, n: usize) -> Every<Self> where Self: Sized { Every { inner: self, n } } }
impl<I: Iterator> IterExt for I {}
pub struct Every<I> { inner: I, n: usize }
impl<I: Iterator> Iterator for Every<I> {
    type Item = I::Item;
    fn next(&mut self) -> Option<I::Item> {
        for _ in 1..self.n { self.inner.next()?; }
        self.inner.next()
    }
}
pub trait ResultExt<T> { fn log_err(self, what: &str) -> Option<T>; }
impl<T, E: Debug> ResultExt<T> for Result<T, E> {
    fn log_err(self, what: &str) -> Option<T> {
        match self { Ok(v) => Some(v), Err(e) => { eprintln!("{what}: {e:?}"); None } }
    }
}
pub trait OptionExt<T> { fn or_panic(self) -> T; }
impl<T> OptionExt<T> for Option<T> { fn or_panic(self) -> T { self.unwrap() } }
pub struct Other;
impl Other {
    pub fn or_panic(&self) {}
    pub fn shout(&self) {}
}
