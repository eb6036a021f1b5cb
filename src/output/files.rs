//! Files appear whole: written under a temporary name beside the final one, and renamed once they have reached the disk.

use super::{Error, digest};
use std::ffi::OsString;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Suffix of files that are being written.
pub(super) const PART: &str = ".part";

/// The largest JSON file that is read.
const MOST_JSON: u64 = 512 << 20;

/// A new file, in place of any that is there; a link that is there goes, and not what it leads to.
pub(super) fn create(path: &Path) -> std::io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::create_new(path)
}

/// What a JSON file holds.
///
/// # Errors
/// Of the file system, a file that is too large, and one that holds something else.
pub(crate) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Error> {
    serde_json::from_slice(&read_text(path)?).map_err(|source| Error::Json { path: path.to_owned(), source })
}

/// What a sealed JSON file holds; none where there is none that is as it was written, seal and all.
pub(crate) fn read_sealed<T: serde::de::DeserializeOwned>(path: &Path) -> Option<T> {
    let text = read_text(path).ok()?;
    let is_sealed = text.strip_suffix(SEAL.1).and_then(|text| Some(text.split_last_chunk::<64>()?.0.ends_with(SEAL.0)));
    (is_sealed == Some(true) && is_whole(&text)).then(|| serde_json::from_slice(&text).ok())?
}

/// The bytes of a JSON file, of which there are not too many.
pub(super) fn read_text(path: &Path) -> Result<Vec<u8>, Error> {
    read(path, MOST_JSON)
}

/// The bytes of a file of at most so many. Only regular files are opened: a pipe could be waited for without end.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let refused = |why: String| Err(Error::Refused(format!("{}: {why}", path.display())));
    if !fs::metadata(path).map_err(Error::io(path))?.is_file() {
        return refused("is not a regular file".into());
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    read.map_err(Error::io(path))?;
    if bytes.len() as u64 > most {
        return refused(format!("is larger than {} MiB, and no file of this program's", most >> 20));
    }
    Ok(bytes)
}

/// Writes pictures into a folder.
///
/// # Errors
/// Of the file system.
pub fn write_pictures(folder: &Path, pictures: &[(String, Vec<u8>)]) -> Result<(), Error> {
    if pictures.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(Error::io(folder))?;
    pictures.iter().try_for_each(|(name, bytes)| write(&folder.join(name), bytes))
}

/// Writes a file whole: to a temporary name beside it, then renamed.
///
/// # Errors
/// Of the file system.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_with(path, |file| std::io::Write::write_all(file, bytes).map_err(Error::io(path)))
}

/// Writes a file whole, with a function that fills it: to a temporary name beside it, then renamed.
///
/// # Errors
/// Of the file system, and of `fill`; then nothing new is left.
pub fn write_with(path: &Path, fill: impl FnOnce(&mut File) -> Result<(), Error>) -> Result<(), Error> {
    let part = part_of(path);
    let mut file = create(&part).map_err(Error::io(path))?;
    let result = fill(&mut file).and_then(|()| publish(path));
    if result.is_err() {
        let _ = fs::remove_file(&part); // The error that led here is what matters.
    }
    result
}

/// The name of a file while this process writes it. No other process writes under the same: on a file system without locks
/// two may be at work in one directory, and neither may publish what the other has half written.
pub(super) fn part_of(path: &Path) -> PathBuf {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(std::process::id()));
    let mut part = OsString::from(path);
    part.push(format!(".{:016x}{PART}", *PROCESS));
    part.into()
}

/// Gives a file that has been written its final name, after it has reached the disk.
pub(super) fn publish(path: &Path) -> Result<(), Error> {
    let part = part_of(path);
    // Opened to write, since Windows syncs no other.
    File::options().write(true).open(&part).and_then(|file| file.sync_all()).map_err(Error::io(path))?;
    fs::rename(&part, path).map_err(Error::io(path))?;
    sync_names(path);
    Ok(())
}

/// Takes the names in the folder of a file to the disk, without which a power loss may undo a renaming. Best effort: not
/// every system can.
pub(super) fn sync_names(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path)(error)),
        _ => Ok(()),
    }
}

/// A value as a JSON file has it.
///
/// # Errors
/// None for what this program writes.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, Error> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| Error::Other(e.to_string()))?;
    text.push(b'\n');
    Ok(text)
}

/// The last line of a sealed file, before and behind the digest.
const SEAL: (&[u8], &[u8]) = (b",\n  \"sha256\": \"", b"\"\n}\n");

/// An object as a JSON file has it, with a last line that holds the SHA-256 of all bytes before it.
///
/// # Errors
/// None for what this program writes.
pub(crate) fn sealed(value: &impl serde::Serialize) -> Result<Vec<u8>, Error> {
    let mut text = json(value)?;
    text.truncate(text.len() - b"\n}\n".len());
    let digest = digest::text(&text);
    for piece in [SEAL.0, digest.as_bytes(), SEAL.1] {
        text.extend_from_slice(piece);
    }
    Ok(text)
}

/// Whether a sealed file is as it was written; true of a file without a seal, which another program may have written anew.
pub(super) fn is_whole(text: &[u8]) -> bool {
    let Some(text) = text.strip_suffix(SEAL.1) else { return true };
    let Some((text, digest)) = text.split_last_chunk::<64>() else { return true };
    text.strip_suffix(SEAL.0).is_none_or(|body| digest::text(body).as_bytes() == digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_sealed_is_as_it_was_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("counts.json");
        let read = |text: &[u8]| {
            write(&path, text).expect("it is written");
            read_sealed::<std::collections::BTreeMap<String, serde_json::Value>>(&path).is_some()
        };
        let text = sealed(&std::collections::BTreeMap::from([("runs", 12)])).expect("JSON");
        assert!(read(&text));
        assert!(!read(b"{\n  \"runs\": 12\n}\n"), "no seal");
        let damaged = String::from_utf8(text).expect("text").replace("12", "13");
        assert!(!read(damaged.as_bytes()));
    }

    #[test]
    fn a_flipped_bit_breaks_the_seal() {
        let value = std::collections::BTreeMap::from([("a", 1), ("b", 2)]);
        let text = sealed(&value).expect("JSON");
        let read: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        assert_eq!((read["a"].as_u64(), read["sha256"].as_str().map(str::len)), (Some(1), Some(64)));
        assert!(is_whole(&text) && is_whole(b"{}") && is_whole(&json(&value).expect("JSON")));
        let body = text.len() - SEAL.0.len() - 64 - SEAL.1.len();
        let digest = body + SEAL.0.len()..text.len() - SEAL.1.len();
        for at in (0..body).chain(digest) {
            let mut flipped = text.clone();
            flipped[at] ^= 1;
            assert!(!is_whole(&flipped), "byte {at}");
        }
    }
}
