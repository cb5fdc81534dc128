// What the standard library gives of what it is passed, as its types say.
mod job;

use job::Job;
use std::collections::{BTreeMap, LinkedList, VecDeque};
use std::io::BufReader;
use std::rc::Rc;
use std::sync::OnceLock;

pub fn options(one: Option<Job>, two: Option<Job>, errors: Result<u8, Job>) {
    let (a, _) = one.as_ref().zip(two.as_ref()).unwrap();
    a.run();
    two.and(one).unwrap().run();
    errors.err().unwrap().run();
}

pub fn sequences(jobs: Vec<Job>, mut queue: VecDeque<Job>, mut list: LinkedList<Job>) {
    queue.make_contiguous()[0].run();
    queue.swap_remove_back(0).unwrap().run();
    list.split_off(1).front().unwrap().run();
    jobs.split_at_checked(1).unwrap().0[0].run();
    jobs.chunk_by(|a, b| a.run() == b.run()).next().unwrap()[0].run();
    for job in std::iter::repeat_n(Job, 3) {
        job.run();
    }
}

pub fn maps(map: &mut BTreeMap<u8, Job>) {
    map.first_entry().unwrap().get().run();
    map.split_off(&1).into_values().next().unwrap().run();
}

pub fn holders(cell: OnceLock<Job>, mut shared: Rc<Job>, job: Job) {
    cell.wait().run();
    Rc::get_mut(&mut shared).unwrap().run();
    Rc::unwrap_or_clone(shared).run();
    BufReader::new(job).get_ref().run();
    std::hint::black_box(Job).run();
}
