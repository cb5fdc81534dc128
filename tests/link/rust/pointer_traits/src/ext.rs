pub trait Pointer {
    fn distance(self, origin: Self) -> usize;
    fn address(self) -> usize;
}
impl<T> Pointer for *const T {
    fn distance(self, origin: *const T) -> usize { 0 }
    fn address(self) -> usize { self as usize }
}
impl<T> Pointer for *mut T {
    fn distance(self, origin: *mut T) -> usize { 1 }
    fn address(self) -> usize { self as usize }
}
pub trait Grow { fn grow(self); }
impl<T: Copy> Grow for *mut T { fn grow(self) {} }
pub trait Name { fn name(self) -> String; }
impl Name for *const Node { fn name(self) -> String { String::new() } }
pub struct Node;
