pub struct Job;

impl Job {
    pub fn run(&self) -> u32 {
        1
    }
}
