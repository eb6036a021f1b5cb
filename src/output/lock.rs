//! The lock of a directory, so that no two processes write the same files.

use std::fs::{self, File, TryLockError};
use std::path::Path;

/// The file that is locked while a directory is written.
pub(super) const LOCK: &str = "lock.part";

/// Locks a file, which is made if need be; none where another process holds it. The lock of a process that has ended is
/// no lock. A file system that knows no locks is used without.
pub(super) fn lock(path: &Path) -> std::io::Result<Option<File>> {
    loop {
        let file = File::create(path)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Ok(None);
        }
        // Whoever had it may have removed the file before it let go.
        if stands(&file, path) {
            return Ok(Some(file));
        }
    }
}

/// Whether a file that was locked still stands under its name.
pub(super) fn stands(file: &File, path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| same_file(file, &there))
}

#[cfg(unix)]
fn same_file(file: &File, there: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().is_ok_and(|here| (here.dev(), here.ino()) == (there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn same_file(_: &File, _: &fs::Metadata) -> bool {
    true
}

/// Whether a process is computing in this directory.
#[must_use]
pub fn is_busy(path: &Path) -> bool {
    let path = path.join(LOCK);
    path.is_file() && File::open(path).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}
