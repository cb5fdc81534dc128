use std::rc::Rc;

#[derive(Debug)]
pub struct Node {
    pub next: Option<Box<Node>>,
    pub shared: Rc<Node>,
}

impl Clone for Node {
    fn clone(&self) -> Self {
        Node { next: self.next.clone(), shared: self.shared.clone() }
    }
}

impl Node {
    fn weight(&self) -> u32 {
        1
    }
}

// A pointer is cloned itself; any other member is that of what it points to.
fn pointed(boxed: Box<Node>, call: Box<dyn Fn() -> Node>) -> u32 {
    let copy = boxed.clone();
    copy.weight();
    Rc::new(call()).weight();
    boxed.next.unwrap().weight() + boxed.shared.weight()
}

pub trait Measure {
    fn measure(&self) -> u32;
}

impl Measure for Node {
    fn measure(&self) -> u32 {
        self.weight()
    }
}

// `**self` is what the pointer points to, `self.measure()` would be this impl's own.
impl<T: Measure + ?Sized> Measure for Box<T> {
    fn measure(&self) -> u32 {
        (**self).measure()
    }
}

impl<'a, T: Measure + ?Sized> Measure for &'a T {
    fn measure(&self) -> u32 {
        (**self).measure()
    }
}

pub trait Kind {
    fn is_small(&self) -> bool;
    fn is_any(&self) -> bool;
}

impl Kind for Node {
    fn is_small(&self) -> bool {
        true
    }
    fn is_any(&self) -> bool {
        self.is_small()
    }
}

impl<'a> Kind for &'a Node {
    fn is_small(&self) -> bool {
        false
    }
    fn is_any(&self) -> bool {
        self.is_small()
    }
}

impl Kind for u8 {
    fn is_small(&self) -> bool {
        true
    }
    fn is_any(&self) -> bool {
        self.is_small()
    }
}

// `*self` is what the reference is to.
impl<'a> Kind for &'a u8 {
    fn is_small(&self) -> bool {
        (*self).is_small()
    }
    fn is_any(&self) -> bool {
        self.is_small()
    }
}
