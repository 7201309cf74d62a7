/// Gives the most memory this process has held at once, in bytes; nothing where the system does not say.
#[must_use]
pub fn peak_rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// Lets the peak start anew from what is held now, where the system can (Linux: `/proc/PID/clear_refs`, value 5).
pub fn reset_peak() {
    // Where this fails, the peak stays that of the whole run, which is larger: no figure gets better by it.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_shows() {
        let before = peak_rss_bytes().unwrap();
        let held = vec![7u8; 64 << 20];
        assert!(peak_rss_bytes().unwrap() >= before.max(64 << 20), "{}", held.len());
    }
}
