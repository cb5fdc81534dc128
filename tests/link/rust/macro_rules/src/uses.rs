use crate::reader::Reader;

fn copies<R: Reader>(from: &mut R) -> usize {
    read_rest!(from, 8)
}

fn skips<R: Reader>(from: &mut R) -> usize {
    read_rest!(skip => from, 8)
}

fn skips_some<R: Reader>(from: &mut R) -> usize {
    read_some!(skip => from)
}

fn copies_some<R: Reader>(from: &mut R) -> usize {
    (|| read_some!(from))()
}

fn any() -> usize {
    either!(1)
}

fn traces() {
    trace!("here");
}

fn notes() {
    noted!("here");
}
