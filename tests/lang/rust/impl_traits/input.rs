use std::fmt;

struct Id(u32);
struct Name(String);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        helper(self.0)
    }
}

impl From<u32> for Id {
    fn from(n: u32) -> Self {
        Id(n)
    }
}

impl From<Name> for Id {
    fn from(n: Name) -> Id {
        Id::from(1)
    }
}

impl<'a> From<&'a Id> for Name {
    fn from(id: &'a Id) -> Name {
        id.shown()
    }
}

trait Shown {
    type Out;
    fn shown(&self) -> Name;
}

impl Shown for Id {
    type Out = u8;
    fn shown(&self) -> Name {
        Name(String::new())
    }
}

impl Shown for &Id {
    type Out = Name;
    fn shown(&self) -> Name {
        (**self).shown()
    }
}

unsafe impl Send for Name {}
impl !Sync for Name {}

fn helper(n: u32) -> fmt::Result {
    Ok(())
}
