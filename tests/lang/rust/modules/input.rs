//! The crate.

mod parser;
pub mod lexer;

pub mod outer {
    //! Outer things.
    pub fn run() {
        inner::go();
        self::inner::go();
        super::top();
    }

    pub mod inner {
        pub fn go() {
            super::run();
            super::super::top();
            self::stop();
            crate::top();
        }

        fn stop() {}
    }
}

fn top() {
    outer::run();
    outer::inner::go();
    self::top();
}
