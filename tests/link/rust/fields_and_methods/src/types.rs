use std::ops::Deref;

pub struct Request {
    pub status: u8,
    pub name: String,
    pub body: Body,
}

pub struct Body(pub fn(u8) -> u8);

impl Deref for Request {
    type Target = Body;
    fn deref(&self) -> &Body {
        &self.body
    }
}

impl Body {
    pub fn status(&self) -> u8 {
        1
    }
}

pub trait Named {
    fn name(&self) -> &str;
}

impl Named for Request {
    fn name(&self) -> &str {
        &self.name
    }
}

// The method is made by a macro, and is no definition.
pub struct Item {
    id: u8,
}

macro_rules! getter {
    ($name:ident) => {
        pub fn $name(&self) -> u8 {
            self.$name
        }
    };
}

impl Item {
    getter!(id);
}

pub struct Callbacks {
    pub run: fn(u8) -> u8,
}
