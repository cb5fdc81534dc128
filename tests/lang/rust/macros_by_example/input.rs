/// Makes a list.
#[macro_export]
macro_rules! list {
    ($($item:expr),* $(,)?) => {{
        let mut v = Vec::new();
        $(v.push(convert($item));)*
        v
    }};
    () => { $crate::empty() };
}

macro_rules! getters {
    ($type:ident, $name:ident) => {
        impl $type {
            pub fn fixed(&self) -> u32 {
                convert(1)
            }
            pub fn $name(&self) -> u32 {
                convert(2)
            }
        }

        impl Shown for $type {
            fn show(&self) {}
        }
    };
}

trait Shown {
    fn show(&self);
}

struct Item;

getters!(Item, value);

fn convert(n: u32) -> u32 {
    list![n, 1];
    n
}
