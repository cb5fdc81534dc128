macro_rules! wrap {
    ($($(#[$meta:meta])* $name:ident: $type:ty),+ $(,)?) => {
        $(
            $(#[$meta])*
            impl From<$type> for $name {
                /// Wraps.
                fn from(value: $type) -> Self {
                    check(value);
                    $name(value)
                }
            }
        )+

        pub fn names() -> Vec<String> {
            vec![$(stringify!($name)),+]
        }
    };
}

struct Meters(u32);
struct Feet(u32);

wrap! { Meters: u32, Feet: u32 }

fn check<T>(value: T) {}

mod table {
    macro_rules! rows {
        ($($row:ident)*) => {
            $(mod $row { fn cell() {} })*
            fn all() { $($row::cell();)* }
        };
    }

    rows!(first second);
}
