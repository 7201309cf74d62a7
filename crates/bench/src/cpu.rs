use std::path::Path;
use std::time::Duration;

/// Gives the time that this thread has spent on a core; nothing where the system does not say.
///
/// On a machine that others use too, a rate over this is worth more than one over the clock on the wall.
/// Linux: first field of `/proc/thread-self/schedstat`, in nanoseconds.
#[must_use]
pub fn cpu_time() -> Option<Duration> {
    of(Path::new("/proc/thread-self"))
}

/// Gives the time that all threads of the process have spent on cores, those that have ended left out.
#[must_use]
pub fn process_cpu_time() -> Option<Duration> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    Some(threads.flatten().filter_map(|t| of(&t.path())).sum())
}

fn of(thread: &Path) -> Option<Duration> {
    let text = std::fs::read_to_string(thread.join("schedstat")).ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn work_takes_time_and_sleep_does_not() {
        let start = cpu_time().unwrap();
        std::thread::sleep(Duration::from_millis(60));
        let slept = cpu_time().unwrap() - start;
        assert!(slept < Duration::from_millis(30), "{slept:?}");
        let work: u64 = (0..20_000_000u64).fold(1, |a, i| std::hint::black_box(a ^ i.wrapping_mul(a)));
        assert!(cpu_time().unwrap() - start > slept, "{work}");
        assert!(process_cpu_time().unwrap() >= cpu_time().unwrap() - start);
    }
}
