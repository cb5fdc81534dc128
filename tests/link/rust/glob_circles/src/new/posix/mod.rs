pub(crate) mod unistd;
