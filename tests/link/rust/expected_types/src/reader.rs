use crate::error::{Build, Error, Result};
use crate::options::Options;
use codec::{de, ser};

pub struct Reader {
    options: Options,
    last: Error,
}

impl Reader {
    pub fn new() -> Self {
        Reader { options: Default::default(), last: Build::build(1) }
    }

    pub fn read(&mut self, c: u8) -> Result<usize> {
        if c == 0 {
            return Err(de::Error::custom("zero"));
        }
        match c {
            b'a' => Ok(1),
            b'b' => {
                self.last = ser::Error::custom("b");
                Err(de::Error::custom("b"))
            }
            _ => Err(ser::Error::custom("other")),
        }
    }

    pub fn options(&self, deep: bool) -> Option<Options> {
        if deep {
            Some(Default::default())
        } else {
            let narrow: Options = unsafe { Default::default() };
            Some(narrow)
        }
    }

    /* The closure gives something of its own, and so does what is passed. */
    pub fn other<E: de::Error>(&self, c: u8) -> Result<usize> {
        let check = |c: u8| {
            if c == 1 {
                return Err(de::Error::custom("closure"));
            }
            Ok::<u8, E>(c)
        };
        consume(de::Error::custom("argument"));
        let made = |n: usize| -> Error { Build::build(n) };
        Build::count(2)
    }
}

fn consume<E: de::Error>(error: E) {}
